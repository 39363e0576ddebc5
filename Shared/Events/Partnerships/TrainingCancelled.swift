package import Vocabulary

/// A training period never took effect and was removed.
package struct TrainingCancelled: Event, Hashable {
    package static let type: EventType = "partnerships.training.cancelled"
    package static let topic = Topic.training

    package var trainingPeriodID: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN

    package var key: String { trn.rawValue }

    package init(
        trainingPeriodID: TrainingPeriodID,
        placementID: PlacementID,
        trn: TRN,
        urn: URN
    ) {
        self.trainingPeriodID = trainingPeriodID
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
    }
}
