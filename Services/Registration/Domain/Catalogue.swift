package import Vocabulary

/// The contract periods and lead providers that a registration chooses from.
package struct Catalogue: Hashable, Sendable {
    /// In the order in which they start.
    package let contractPeriods: [ContractPeriod]
    package let leadProviders: [LeadProviderID: LeadProviderEntry]

    package init(contractPeriods: [ContractPeriod], leadProviders: [LeadProviderEntry]) {
        self.contractPeriods = contractPeriods.sorted { $0.startedOn < $1.startedOn }
        self.leadProviders = Dictionary(leadProviders.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }
}

/// A year's intake, with the dates between which it is the current one.
package struct ContractPeriod: Hashable, Sendable {
    package var year: ContractPeriodYear
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate
    package var isEnabled: Bool
    /// No more payments are made for this period, so teachers who continue training move to its successor.
    package var isFrozen: Bool

    package init(
        year: ContractPeriodYear,
        startedOn: CalendarDate,
        finishedOn: CalendarDate,
        isEnabled: Bool = true,
        isFrozen: Bool = false
    ) {
        self.year = year
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.isEnabled = isEnabled
        self.isFrozen = isFrozen
    }

    package func contains(_ day: CalendarDate) -> Bool { startedOn <= day && day <= finishedOn }
}

/// A lead provider and the contract periods in which it trains.
package struct LeadProviderEntry: Hashable, Sendable {
    package var id: LeadProviderID
    package var name: String
    package var activeIn: Set<ContractPeriodYear>

    package init(id: LeadProviderID, name: String, activeIn: Set<ContractPeriodYear>) {
        self.id = id
        self.name = name
        self.activeIn = activeIn
    }
}

extension Catalogue {
    package func contractPeriod(containing day: CalendarDate) -> ContractPeriod? {
        contractPeriods.first { $0.contains(day) }
    }

    package func contractPeriod(of year: ContractPeriodYear) -> ContractPeriod? {
        contractPeriods.first { $0.year == year }
    }

    /// Returns the contract period of today or, in a gap between two periods, the next one.
    package func currentOrUpcoming(on today: CalendarDate) -> ContractPeriod? {
        contractPeriod(containing: today) ?? contractPeriods.first { $0.startedOn > today }
    }

    /// Returns the earliest start with which a teacher may be registered: the first day of the contract period two
    /// before today's.
    ///
    /// Returns nil, which means no limit, if there are not that many periods.
    package func earliestPermittedStart(on today: CalendarDate) -> CalendarDate? {
        guard let current = contractPeriod(containing: today) else { return nil }
        let earlier = contractPeriods.filter { $0.startedOn < current.startedOn }
        guard earlier.count >= 2 else { return nil }
        return earlier.dropLast().last?.startedOn
    }
}
