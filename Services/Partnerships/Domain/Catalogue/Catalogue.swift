package import Vocabulary

/// The part of the lead providers' contracts that opening a training period needs.
package struct Catalogue: Hashable, Sendable {
    package struct LeadProvider: Hashable, Sendable {
        package var name: String
        package var activeIn: Set<ContractPeriodYear>

        package init(name: String, activeIn: Set<ContractPeriodYear>) {
            self.name = name
            self.activeIn = activeIn
        }
    }

    package var periods: ContractPeriods
    package var schedules: [ContractPeriodYear: Set<ScheduleIdentifier>]
    package var leadProviders: [LeadProviderID: LeadProvider]

    package init(
        periods: ContractPeriods,
        schedules: [ContractPeriodYear: Set<ScheduleIdentifier>],
        leadProviders: [LeadProviderID: LeadProvider]
    ) {
        self.periods = periods
        self.schedules = schedules
        self.leadProviders = leadProviders
    }

    func has(_ schedule: ScheduleIdentifier, in year: ContractPeriodYear) -> Bool {
        schedules[year]?.contains(schedule) ?? false
    }
}
