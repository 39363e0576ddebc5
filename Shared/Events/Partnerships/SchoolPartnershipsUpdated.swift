package import Vocabulary

/// Every partnership of one school.
package struct SchoolPartnershipsUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.partnership.updated"
    package static let topic = Topic.partnership

    package var urn: URN
    package var partnerships: [SchoolPartnership]

    package var key: String { urn.rawValue }

    package init(
        urn: URN,
        partnerships: [SchoolPartnership]
    ) {
        self.urn = urn
        self.partnerships = partnerships
    }
}

/// A partnership in which a lead provider trains at the school, with a delivery partner, in a contract period.
package struct SchoolPartnership: Hashable, Codable, Sendable {
    package var id: PartnershipID
    package var contractPeriod: ContractPeriodYear
    package var leadProviderID: LeadProviderID
    package var leadProviderName: String
    package var deliveryPartnerID: DeliveryPartnerID
    package var deliveryPartnerName: String
    package var createdAt: Instant

    package init(
        id: PartnershipID,
        contractPeriod: ContractPeriodYear,
        leadProviderID: LeadProviderID,
        leadProviderName: String,
        deliveryPartnerID: DeliveryPartnerID,
        deliveryPartnerName: String,
        createdAt: Instant
    ) {
        self.id = id
        self.contractPeriod = contractPeriod
        self.leadProviderID = leadProviderID
        self.leadProviderName = leadProviderName
        self.deliveryPartnerID = deliveryPartnerID
        self.deliveryPartnerName = deliveryPartnerName
        self.createdAt = createdAt
    }
}
