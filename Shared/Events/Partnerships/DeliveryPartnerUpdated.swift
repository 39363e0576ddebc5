package import Vocabulary

/// A delivery partner.
package struct DeliveryPartnerUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.delivery-partner.updated"
    package static let topic = Topic.catalogue

    package var id: DeliveryPartnerID
    package var name: String

    package var key: String { "delivery-partner:\(id)" }

    package init(
        id: DeliveryPartnerID,
        name: String
    ) {
        self.id = id
        self.name = name
    }
}
