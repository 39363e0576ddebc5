package import Vocabulary

/// An agreement that a lead provider trains at a school, with a delivery partner, in a contract period.
package struct Partnership: Hashable, Sendable {
    package var id: PartnershipID
    package var urn: URN
    package var contractPeriod: ContractPeriodYear
    package var leadProviderID: LeadProviderID
    package var deliveryPartnerID: DeliveryPartnerID
    package var createdAt: Instant

    package init(
        id: PartnershipID,
        urn: URN,
        contractPeriod: ContractPeriodYear,
        leadProviderID: LeadProviderID,
        deliveryPartnerID: DeliveryPartnerID,
        createdAt: Instant
    ) {
        self.id = id
        self.urn = urn
        self.contractPeriod = contractPeriod
        self.leadProviderID = leadProviderID
        self.deliveryPartnerID = deliveryPartnerID
        self.createdAt = createdAt
    }

    static func isEarlier(_ one: Partnership, _ other: Partnership) -> Bool {
        if one.createdAt != other.createdAt { return one.createdAt < other.createdAt }
        return one.id.description < other.id.description
    }
}
