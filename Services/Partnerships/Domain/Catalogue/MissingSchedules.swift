package import Vocabulary

/// Schedules that a contract period lacks and that teachers would be put on.
package struct MissingSchedules: Hashable, Sendable {
    package var contractPeriod: ContractPeriodYear
    package var identifiers: [ScheduleIdentifier]
}

extension Catalogue {
    /// What teachers would have to wait for who are registered from now on.
    ///
    /// Open contract periods that are not over need a standard schedule for each season, and the one that takes teachers in
    /// out of frozen periods needs the schedule that these are put on.
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
