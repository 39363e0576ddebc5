package import Vocabulary

/// The two days that decide whether a teacher's training is funded. Each is set once and never taken back.
package struct FundingEligibility: Hashable, Sendable {
    package var eligibleFrom: CalendarDate?
    package var ineligibleFrom: CalendarDate?

    package init(eligibleFrom: CalendarDate? = nil, ineligibleFrom: CalendarDate? = nil) {
        self.eligibleFrom = eligibleFrom
        self.ineligibleFrom = ineligibleFrom
    }

    /// What lead providers are shown: none where neither day is known; else whether eligibility came first.
    package var isFunded: Bool? {
        switch (eligibleFrom, ineligibleFrom) {
        case (nil, nil): nil
        case (.some, nil): true
        case (nil, .some): false
        case (.some(let eligible), .some(let ineligible)): eligible <= ineligible
        }
    }

    /// Sets the day of a placed teacher that the induction record newly justifies.
    ///
    /// Induction periods are not known here yet, so an induction in progress stands for one that contains today. Its first
    /// day is not compared with today: should it lie ahead, nothing would ask again when it comes.
    package func stamped(by induction: InductionRecord, today: CalendarDate) -> FundingEligibility {
        var stamped = self
        if eligibleFrom == nil, induction.status == .inProgress { stamped.eligibleFrom = today }
        if ineligibleFrom == nil, induction.status == .exempt { stamped.ineligibleFrom = today }
        return stamped
    }
}
