package import Vocabulary

/// A cohort: the year in which teachers begin their training, and the policy that applies to it.
package struct ContractPeriod: Hashable, Sendable {
    package var year: ContractPeriodYear
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate
    /// Whether lead providers may work with schools in it.
    package var isEnabled: Bool
    package var paymentsFrozenAt: Instant?
    package var mentorFundingEnabled: Bool
    package var detailedEvidenceTypesEnabled: Bool
    package var upliftFeesEnabled: Bool

    package init(
        year: ContractPeriodYear,
        startedOn: CalendarDate,
        finishedOn: CalendarDate,
        isEnabled: Bool,
        paymentsFrozenAt: Instant? = nil,
        mentorFundingEnabled: Bool = false,
        detailedEvidenceTypesEnabled: Bool = false,
        upliftFeesEnabled: Bool = false
    ) {
        self.year = year
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.isEnabled = isEnabled
        self.paymentsFrozenAt = paymentsFrozenAt
        self.mentorFundingEnabled = mentorFundingEnabled
        self.detailedEvidenceTypesEnabled = detailedEvidenceTypesEnabled
        self.upliftFeesEnabled = upliftFeesEnabled
    }

    package func contains(_ day: CalendarDate) -> Bool {
        startedOn <= day && day <= finishedOn
    }

    package func overlaps(_ other: ContractPeriod) -> Bool {
        startedOn <= other.finishedOn && other.startedOn <= finishedOn
    }

    package func isFrozen(at now: Instant) -> Bool {
        guard let paymentsFrozenAt else { return false }
        return paymentsFrozenAt <= now
    }
}
