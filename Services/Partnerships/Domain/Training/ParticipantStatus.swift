package import Vocabulary

/// The status of a teacher on one day, in the training that a lead provider is shown.
package enum ParticipantStatus: String, Hashable, Sendable, CaseIterable {
    case active, joining, leaving, left

    /// - Parameters:
    ///   - inductionCompletedOn: the day on which induction was completed, if it was. A teacher who completed induction
    ///     before or while in training stays active permanently, unless the provider withdrew or deferred them.
    ///   - today: the day in London.
    package init(of training: TrainingPeriod, inductionCompletedOn: CalendarDate?, today: CalendarDate) {
        let wasEndedByProvider = training.withdrawal != nil || training.deferral != nil
        if !wasEndedByProvider, let inductionCompletedOn,
            training.finishedOn.map({ inductionCompletedOn <= $0 }) ?? true
        {
            self = .active
        } else if let finishedOn = training.finishedOn {
            self = finishedOn > today ? .leaving : .left
        } else if wasEndedByProvider {
            self = .left
        } else {
            self = training.startedOn > today ? .joining : .active
        }
    }

    /// Returns the first day after today on which the status changes without any event.
    package static func nextChange(
        of training: TrainingPeriod, inductionCompletedOn: CalendarDate?, today: CalendarDate
    ) -> CalendarDate? {
        let now = ParticipantStatus(of: training, inductionCompletedOn: inductionCompletedOn, today: today)
        return [training.startedOn, training.finishedOn].compactMap(\.self)
            .filter { day in
                day > today
                    && ParticipantStatus(of: training, inductionCompletedOn: inductionCompletedOn, today: day) != now
            }
            .min()
    }
}
