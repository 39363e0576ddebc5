package import Vocabulary

/// The schedules that a contract period lacks although teachers would be put on them.
package struct MissingSchedules: Hashable, Sendable {
    package var contractPeriod: ContractPeriodYear
    package var identifiers: [ScheduleIdentifier]
}

extension Catalogue {
    /// Returns the schedules whose absence would make teachers wait who are registered from now on.
    ///
    /// Enabled contract periods that have not ended need a standard schedule for each season. The period that takes in
    /// teachers from frozen periods needs the schedule that those teachers are put on.
    package func missingSchedules(at now: Instant) -> [MissingSchedules] {
        let today = CalendarDate.inLondon(at: now.date)
        let takesIn = periods.all.contains { $0.isFrozen(at: now) }
        return periods.all.compactMap { period in
            var needed: [ScheduleIdentifier] = []
            if period.isEnabled, period.finishedOn >= today {
                needed += ScheduleIdentifier.Season.allCases.map { ScheduleIdentifier(.standard, $0) }
            }
            if takesIn, period.year == periods.successorOfFrozen { needed.append(.ofThoseOutOfFrozen) }
            let missing = needed.filter { !has($0, in: period.year) }
            return missing.isEmpty ? nil : MissingSchedules(contractPeriod: period.year, identifiers: missing)
        }
    }
}
