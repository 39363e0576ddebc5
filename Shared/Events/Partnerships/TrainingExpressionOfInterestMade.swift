package import Vocabulary

/// A school wants a lead provider to train the teacher, and the provider has not yet confirmed.
///
/// The event is published again for the same training period when the lead provider is renamed.
package struct TrainingExpressionOfInterestMade: Event, Hashable {
    package static let type: EventType = "partnerships.training.expression-of-interest"
    package static let topic = Topic.training

    package var trainingPeriodID: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var leadProviderID: LeadProviderID
    package var leadProviderName: String
    package var contractPeriod: ContractPeriodYear
    package var scheduleIdentifier: String
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?

    package var key: String { trn.rawValue }

    package init(
        trainingPeriodID: TrainingPeriodID,
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        leadProviderID: LeadProviderID,
        leadProviderName: String,
        contractPeriod: ContractPeriodYear,
        scheduleIdentifier: String,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil
    ) {
        self.trainingPeriodID = trainingPeriodID
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.leadProviderID = leadProviderID
        self.leadProviderName = leadProviderName
        self.contractPeriod = contractPeriod
        self.scheduleIdentifier = scheduleIdentifier
        self.startedOn = startedOn
        self.finishedOn = finishedOn
    }
}
