package import Vocabulary

/// The facts about the delivery partner that a lead provider wants in a partnership.
package struct DeliveryPartnerCircumstances: Hashable, Sendable {
    package var exists: Bool
    /// Whether the lead provider works with the delivery partner in the contract period of the partnership.
    package var isPaired: Bool
    /// Whether a partnership at the school already has this pairing in the contract period. It may be the partnership
    /// that is being changed.
    package var isTaken: Bool

    package init(exists: Bool, isPaired: Bool, isTaken: Bool) {
        self.exists = exists
        self.isPaired = isPaired
        self.isTaken = isTaken
    }
}

/// Corrects the delivery partner of a partnership, which keeps its id.
///
/// Naming the current partner again is refused, as the API has always done, because it is not a correction.
package func changingDeliveryPartner(
    of partnership: Partnership,
    to requested: PartnershipRequest.Given<DeliveryPartnerID>,
    under circumstances: DeliveryPartnerCircumstances
) throws(AttributeErrors) -> Partnership {
    var errors = AttributeErrors()
    errors.addFirst("Enter a '#/delivery_partner_id'.", to: .deliveryPartnerID, when: requested == .missing)
    errors.addFirst(
        "The '#/delivery_partner_id' is not that of a delivery partner that we know.", to: .deliveryPartnerID,
        when: !circumstances.exists)
    errors.addFirst(
        "You are not known to work with the delivery partner in the cohort of the partnership.",
        to: .deliveryPartnerID, when: !circumstances.isPaired)
    errors.addFirst(
        "The school has a partnership with you and the delivery partner in this cohort already.",
        to: .deliveryPartnerID, when: circumstances.isTaken)
    guard errors.isEmpty, let deliveryPartnerID = requested.value else { throw errors }
    var changed = partnership
    changed.deliveryPartnerID = deliveryPartnerID
    return changed
}
