package import Vocabulary

/// How a school trains its teachers in a contract period, as far as its registrations show.
package enum ProgrammeChoice: String, Hashable, Sendable, CaseIterable {
    case providerLed = "provider_led"
    case schoolLed = "school_led"
    case notYetKnown = "not_yet_known"

    /// Creates the choice; a single teacher trained by a provider makes the school provider-led.
    package init(hasProviderLed: Bool, hasSchoolLed: Bool) {
        self = hasProviderLed ? .providerLed : hasSchoolLed ? .schoolLed : .notYetKnown
    }

    package init(of training: some Sequence<TrainingPeriod>, in year: ContractPeriodYear) {
        let inYear = training.filter { $0.contractPeriod == year }
        self.init(
            hasProviderLed: inYear.contains { $0.providerLed != nil },
            hasSchoolLed: inYear.contains { $0.providerLed == nil })
    }
}
