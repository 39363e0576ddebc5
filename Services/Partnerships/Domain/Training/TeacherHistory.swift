import Vocabulary

/// One teacher's placements and training: past, present and future.
package struct TeacherHistory: Hashable, Sendable {
    package var placements: [Placement]
    package var training: [TrainingPeriod]

    package init(placements: [Placement] = [], training: [TrainingPeriod] = []) {
        self.placements = placements
        self.training = training
    }

    /// Returns the history as it was when a placement was registered. The training of the placement follows from that,
    /// however late the training is opened.
    ///
    /// Registration accepts only starts that are later than those it accepted before, so the order of starts is the
    /// order of registrations. Their times are not: each process has its own clock.
    func before(_ placement: Placement) -> TeacherHistory {
        let earlier = placements.filter { Placement.startsEarlier($0, placement) }
        let ids = Set(earlier.map(\.id))
        return TeacherHistory(placements: earlier, training: training.filter { ids.contains($0.placementID) })
    }

    /// The training that a new placement continues: the last one in the latest placement.
    var latestTraining: TrainingPeriod? {
        guard let latest = placements.max(by: Placement.startsEarlier) else { return nil }
        return training.filter { $0.placementID == latest.id }.max(by: TrainingPeriod.startsEarlier)
    }

    var latestProviderLed: TrainingPeriod.ProviderLed? {
        training.filter { $0.providerLed != nil }.max(by: TrainingPeriod.startsEarlier)?.providerLed
    }
}
