package import Vocabulary

/// The two days that decide whether a teacher's training is funded. Each is set once and never removed.
package struct FundingEligibility: Hashable, Sendable {
    package var eligibleFrom: CalendarDate?
    package var ineligibleFrom: CalendarDate?

    package init(eligibleFrom: CalendarDate? = nil, ineligibleFrom: CalendarDate? = nil) {
        self.eligibleFrom = eligibleFrom
        self.ineligibleFrom = ineligibleFrom
    }

    /// What lead providers are shown: nil if neither day is known, otherwise whether eligibility came first.
    package var isFunded: Bool? {
        switch (eligibleFrom, ineligibleFrom) {
        case (nil, nil): nil
        case (.some, nil): true
        case (nil, .some): false
        case (.some(let eligible), .some(let ineligible)): eligible <= ineligible
        }
    }

    /// Returns the eligibility with each day set that the induction record of a placed teacher now justifies.
    ///
    /// Induction periods are not known here yet. An induction in progress is therefore treated as a period that
    /// contains today, even if its first day is in the future: nothing would check again when that day comes.
    package func stamped(by induction: InductionRecord, today: CalendarDate) -> FundingEligibility {
        var stamped = self
        if eligibleFrom == nil, induction.status == .inProgress { stamped.eligibleFrom = today }
        if ineligibleFrom == nil, induction.status == .exempt { stamped.ineligibleFrom = today }
        return stamped
    }
}
