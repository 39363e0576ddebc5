package import Vocabulary

/// The school trains the teacher itself.
package struct SchoolLedTrainingStarted: Event, Hashable {
    package static let type: EventType = "partnerships.training.school-led-started"
    package static let topic = Topic.training

    package var trainingPeriodID: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?

    package var key: String { trn.rawValue }

    package init(
        trainingPeriodID: TrainingPeriodID,
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil
    ) {
        self.trainingPeriodID = trainingPeriodID
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.startedOn = startedOn
        self.finishedOn = finishedOn
    }
}
