package import Vocabulary

/// A contract period (cohort), with its policy flags.
package struct ContractPeriodUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.contract-period.updated"
    package static let topic = Topic.catalogue

    package var year: ContractPeriodYear
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate
    package var isEnabled: Bool
    package var paymentsFrozenAt: Instant?
    package var mentorFundingEnabled: Bool
    package var detailedEvidenceTypesEnabled: Bool
    package var upliftFeesEnabled: Bool

    package var key: String { "contract-period:\(year.rawValue)" }

    package init(
        year: ContractPeriodYear,
        startedOn: CalendarDate,
        finishedOn: CalendarDate,
        isEnabled: Bool,
        paymentsFrozenAt: Instant? = nil,
        mentorFundingEnabled: Bool,
        detailedEvidenceTypesEnabled: Bool,
        upliftFeesEnabled: Bool
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
}
