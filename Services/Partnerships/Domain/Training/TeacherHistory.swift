import Vocabulary

/// Everything that is known of one teacher's placements and training, past, present and ahead.
package struct TeacherHistory: Hashable, Sendable {
    package var placements: [Placement]
    package var training: [TrainingPeriod]

    package init(placements: [Placement] = [], training: [TrainingPeriod] = []) {
        self.placements = placements
        self.training = training
    }

    /// What was there when a placement was registered. Its training follows from that, however late it is opened.
    ///
    /// Registration accepts no start before those that it has accepted, so the order of starts is the order of
    /// registrations. The times of registration are not: processes have clocks of their own.
    func before(_ placement: Placement) -> TeacherHistory {
        let earlier = placements.filter { Placement.startsEarlier($0, placement) }
        let ids = Set(earlier.map(\.id))
        return TeacherHistory(placements: earlier, training: training.filter { ids.contains($0.placementID) })
    }

    /// The training that a new placement carries on from: the last inside the latest placement.
    var latestTraining: TrainingPeriod? {
        guard let latest = placements.max(by: Placement.startsEarlier) else { return nil }
        return training.filter { $0.placementID == latest.id }.max(by: TrainingPeriod.startsEarlier)
    }

    var latestProviderLed: TrainingPeriod.ProviderLed? {
        training.filter { $0.providerLed != nil }.max(by: TrainingPeriod.startsEarlier)?.providerLed
    }
}
