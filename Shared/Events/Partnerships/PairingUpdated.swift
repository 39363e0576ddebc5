package import Vocabulary

/// The contract periods in which a lead provider works with a delivery partner; none if they no longer work together.
package struct PairingUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.pairing.updated"
    package static let topic = Topic.catalogue

    package var leadProviderID: LeadProviderID
    package var deliveryPartnerID: DeliveryPartnerID
    package var contractPeriods: [ContractPeriodYear]

    package var key: String { "pairing:\(leadProviderID):\(deliveryPartnerID)" }

    package init(
        leadProviderID: LeadProviderID,
        deliveryPartnerID: DeliveryPartnerID,
        contractPeriods: [ContractPeriodYear]
    ) {
        self.leadProviderID = leadProviderID
        self.deliveryPartnerID = deliveryPartnerID
        self.contractPeriods = contractPeriods
    }
}
