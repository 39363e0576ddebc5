package import Vocabulary

/// A training period has been given a last day.
package struct TrainingFinished: Event, Hashable {
    package static let type: EventType = "partnerships.training.finished"
    package static let topic = Topic.training

    package var trainingPeriodID: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var finishedOn: CalendarDate

    package var key: String { trn.rawValue }

    package init(
        trainingPeriodID: TrainingPeriodID,
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        finishedOn: CalendarDate
    ) {
        self.trainingPeriodID = trainingPeriodID
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.finishedOn = finishedOn
    }
}
