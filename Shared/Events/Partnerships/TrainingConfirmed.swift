package import Vocabulary

/// A partnership covers the teacher's training, at once or in place of an expression of interest.
///
/// The event is published again for the same training period when the delivery partner of its partnership is corrected,
/// and when the delivery partner or the lead provider is renamed.
package struct TrainingConfirmed: Event, Hashable {
    package static let type: EventType = "partnerships.training.confirmed"
    package static let topic = Topic.training

    package var trainingPeriodID: TrainingPeriodID
    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var partnershipID: PartnershipID
    package var leadProviderID: LeadProviderID
    package var leadProviderName: String
    package var deliveryPartnerID: DeliveryPartnerID
    package var deliveryPartnerName: String
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
        partnershipID: PartnershipID,
        leadProviderID: LeadProviderID,
        leadProviderName: String,
        deliveryPartnerID: DeliveryPartnerID,
        deliveryPartnerName: String,
        contractPeriod: ContractPeriodYear,
        scheduleIdentifier: String,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil
    ) {
        self.trainingPeriodID = trainingPeriodID
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.partnershipID = partnershipID
        self.leadProviderID = leadProviderID
        self.leadProviderName = leadProviderName
        self.deliveryPartnerID = deliveryPartnerID
        self.deliveryPartnerName = deliveryPartnerName
        self.contractPeriod = contractPeriod
        self.scheduleIdentifier = scheduleIdentifier
        self.startedOn = startedOn
        self.finishedOn = finishedOn
    }
}
