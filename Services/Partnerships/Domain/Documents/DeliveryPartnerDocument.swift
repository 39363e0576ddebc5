package import Vocabulary

/// A delivery partner that a lead provider works with or used to work with.
package struct DeliveryPartnerDocument: Document, Hashable {
    package static let resource = Resource.deliveryPartner

    package var id: DeliveryPartnerID
    package var name: String
    /// The contract periods in which the lead provider works with the partner.
    package var cohorts: [ContractPeriodYear]
    package var createdAt: Instant

    package init(id: DeliveryPartnerID, name: String, cohorts: [ContractPeriodYear], createdAt: Instant) {
        self.id = id
        self.name = name
        self.cohorts = cohorts.sorted()
        self.createdAt = createdAt
    }

    package var dueOn: CalendarDate? { nil }

    package func json(updatedAt: Instant) -> [UInt8] {
        JSONText.resource(id: id.description, type: "delivery-partner") { attributes in
            attributes.member("name", name)
            attributes.member("created_at", createdAt)
            attributes.member("updated_at", updatedAt)
            attributes.key("cohort")
            attributes.array { years in
                for cohort in cohorts { years.string(cohort.description) }
            }
        }
    }
}
