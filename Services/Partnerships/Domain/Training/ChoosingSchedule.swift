package import Vocabulary

/// Chooses the schedule for an early career teacher whose training a provider leads.
///
/// - A teacher who comes out of a frozen contract period takes the extended schedule.
/// - A teacher with earlier training keeps its schedule, either in the same contract period or under the same name in
///   the new one.
/// - A teacher who begins training joins the standard schedule of the season.
///
/// - Parameter today: the day of registration; nobody joins a season that is over.
package func choosingSchedule(
    startingOn start: CalendarDate,
    in choice: ContractPeriodChoice,
    after history: TeacherHistory,
    from catalogue: Catalogue,
    today: CalendarDate
) throws(TrainingRefusal) -> ScheduleIdentifier {
    let year = choice.period.year
    if case .movedOutOfFrozen = choice.ground {
        return try existing(.ofThoseOutOfFrozen, in: year, of: catalogue)
    }
    if let latest = history.latestProviderLed,
        latest.contractPeriod == year || catalogue.has(latest.schedule, in: year)
    {
        return latest.schedule
    }
    let season = ScheduleIdentifier.Season(month: max(start, today).month)
    return try existing(ScheduleIdentifier(.standard, season), in: year, of: catalogue)
}

extension ScheduleIdentifier {
    /// The schedule for teachers who come out of a frozen contract period.
    static let ofThoseOutOfFrozen = ScheduleIdentifier(.extended, .september)
}

private func existing(
    _ schedule: ScheduleIdentifier, in year: ContractPeriodYear, of catalogue: Catalogue
) throws(TrainingRefusal) -> ScheduleIdentifier {
    guard catalogue.has(schedule, in: year) else { throw .noSchedule(schedule, in: year) }
    return schedule
}
