import Vocabulary

/// Everything that is known of one teacher's placements and training, past, present and ahead.
package struct TeacherHistory: Hashable, Sendable {
    package var placements: [Placement]
    package var training: [TrainingPeriod]

    package init(placements: [Placement] = [], training: [TrainingPeriod] = []) {
        self.placements = placements
        self.training = training
    }

    /// The training that a new placement carries on from: the last inside the latest other placement.
    func trainingBefore(_ placementID: PlacementID) -> TrainingPeriod? {
        guard let latest = placements.filter({ $0.id != placementID }).max(by: Placement.startsEarlier) else {
            return nil
        }
        return training.filter { $0.placementID == latest.id }.max(by: TrainingPeriod.startsEarlier)
    }

    var latestProviderLed: TrainingPeriod.ProviderLed? {
        training.filter { $0.providerLed != nil }.max(by: TrainingPeriod.startsEarlier)?.providerLed
    }
}
