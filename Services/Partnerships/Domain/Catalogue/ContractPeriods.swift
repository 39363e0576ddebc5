package import Vocabulary

/// Every contract period, in order of year.
package struct ContractPeriods: Hashable, Sendable {
    package let all: [ContractPeriod]

    /// The contract period in which teachers of a frozen one continue when another school takes them over.
    package let successorOfFrozen: ContractPeriodYear

    package init(
        _ periods: [ContractPeriod], successorOfFrozen: ContractPeriodYear = ContractPeriodYear(rawValue: 2024)
    ) {
        all = periods.sorted { $0.year < $1.year }
        self.successorOfFrozen = successorOfFrozen
    }

    package subscript(year: ContractPeriodYear) -> ContractPeriod? {
        all.first { $0.year == year }
    }

    /// Returns the period that contains the day, or nil if the day falls into a gap between periods.
    package func containing(_ day: CalendarDate) -> ContractPeriod? {
        all.first { $0.contains(day) }
    }
}
