package import Vocabulary

/// A lead provider's request for a partnership, with as much of it as could be read.
package struct PartnershipRequest: Hashable, Sendable {
    /// A value of the request. A value that could be read may still not refer to anything known here.
    package enum Given<Value: Hashable & Sendable>: Hashable, Sendable {
        case missing
        case unreadable
        case value(Value)

        package var value: Value? {
            guard case .value(let value) = self else { return nil }
            return value
        }
    }

    package var cohort: Given<ContractPeriodYear>
    package var schoolID: Given<SchoolID>
    package var deliveryPartnerID: Given<DeliveryPartnerID>

    package init(
        cohort: Given<ContractPeriodYear>, schoolID: Given<SchoolID>, deliveryPartnerID: Given<DeliveryPartnerID>
    ) {
        self.cohort = cohort
        self.schoolID = schoolID
        self.deliveryPartnerID = deliveryPartnerID
    }
}

/// The facts about the three things that a request names, read while the school is locked.
package struct PartnershipCircumstances: Hashable, Sendable {
    package struct School: Hashable, Sendable {
        package var urn: URN
        package var isEligible: Bool
        /// Whether the lead provider already has a partnership with the school in the contract period, with any
        /// delivery partner.
        package var isPartneredAlready: Bool
        package var programmeChoice: ProgrammeChoice

        package init(urn: URN, isEligible: Bool, isPartneredAlready: Bool, programmeChoice: ProgrammeChoice) {
            self.urn = urn
            self.isEligible = isEligible
            self.isPartneredAlready = isPartneredAlready
            self.programmeChoice = programmeChoice
        }
    }

    package var contractPeriod: ContractPeriod?
    package var school: School?
    package var deliveryPartnerExists: Bool
    /// Whether the lead provider works with the delivery partner in the contract period.
    package var isPaired: Bool

    package init(contractPeriod: ContractPeriod?, school: School?, deliveryPartnerExists: Bool, isPaired: Bool) {
        self.contractPeriod = contractPeriod
        self.school = school
        self.deliveryPartnerExists = deliveryPartnerExists
        self.isPaired = isPaired
    }
}

/// Creates a partnership, or collects every reason against it.
///
/// Most rules report nothing if their attribute has failed already. Three rules always report, and lead providers rely
/// on seeing these errors: pairing, an existing partnership, and a school that trains its teachers itself.
package func creatingPartnership(
    _ request: PartnershipRequest,
    by leadProviderID: LeadProviderID,
    under circumstances: PartnershipCircumstances,
    id: PartnershipID,
    at now: Instant
) throws(AttributeErrors) -> Partnership {
    let today = CalendarDate.inLondon(at: now.date)
    let period = circumstances.contractPeriod
    let school = circumstances.school
    var errors = AttributeErrors()
    errors.addFirst("Enter a '#/cohort'.", to: .cohort, when: request.cohort == .missing)
    errors.addFirst("Enter a '#/school_id'.", to: .schoolID, when: request.schoolID == .missing)
    errors.addFirst(
        "Enter a '#/delivery_partner_id'.", to: .deliveryPartnerID, when: request.deliveryPartnerID == .missing)
    errors.addFirst("The '#/cohort' is not one that we know.", to: .cohort, when: period == nil)
    errors.addFirst(
        "The '#/cohort' has not started, so nobody can be partnered in it yet.", to: .cohort,
        when: period.map { $0.startedOn > today } ?? false)
    errors.addFirst("The '#/cohort' is closed.", to: .cohort, when: period.map { !$0.isEnabled } ?? false)
    errors.addFirst(
        "The '#/school_id' is not that of a school that we know. Contact us if you cannot find the school.",
        to: .schoolID, when: school == nil)
    errors.addFirst(
        "The school is not eligible for training that the Department for Education funds.", to: .schoolID,
        when: school.map { !$0.isEligible } ?? false)
    errors.addFirst(
        "The '#/delivery_partner_id' is not that of a delivery partner that we know.", to: .deliveryPartnerID,
        when: !circumstances.deliveryPartnerExists)
    if circumstances.deliveryPartnerExists, !circumstances.isPaired {
        errors.add("You are not known to work with the delivery partner in the '#/cohort'.", to: .deliveryPartnerID)
    }
    if school?.isPartneredAlready == true {
        errors.add("You have a partnership with the school in the '#/cohort' already.", to: .schoolID)
    }
    if school?.programmeChoice == .schoolLed {
        errors.add("The school leads the training of its teachers itself in the '#/cohort'.", to: .schoolID)
    }
    guard errors.isEmpty, let period, let school, let deliveryPartnerID = request.deliveryPartnerID.value else {
        throw errors
    }
    return Partnership(
        id: id, urn: school.urn, contractPeriod: period.year, leadProviderID: leadProviderID,
        deliveryPartnerID: deliveryPartnerID, createdAt: now)
}
