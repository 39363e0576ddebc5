package import Vocabulary

/// The changes when a teacher leaves a school.
package struct Departure: Hashable, Sendable {
    package var placement: Placement
    /// Training that never took effect.
    package var cancelled: [TrainingPeriod]
    /// Training that now has a last day.
    package var finished: [TrainingPeriod]
}

/// Ends a placement on its last day.
///
/// - Training that would begin on the last day or later is cancelled.
/// - Training that would continue after the last day finishes on it.
/// - A placement that already ends earlier keeps its end.
///
/// - Parameter lastDay: the last day at the school, which may be in the future.
package func leavingSchool(_ placement: Placement, training: [TrainingPeriod], on lastDay: CalendarDate) -> Departure {
    let own = training.filter { $0.placementID == placement.id }
    let cancelled = own.filter { $0.startedOn >= lastDay }
    let finished = own.compactMap { period -> TrainingPeriod? in
        guard period.startedOn < lastDay, period.contains(lastDay), period.finishedOn != lastDay else { return nil }
        var ended = period
        ended.finishedOn = lastDay
        return ended
    }
    var left = placement
    if placement.finishedOn.map({ $0 > lastDay }) ?? true {
        left.finishedOn = max(lastDay, placement.startedOn)
    }
    return Departure(placement: left, cancelled: cancelled, finished: finished)
}
