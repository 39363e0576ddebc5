import Foundation
import PartnershipsDomain
import Vocabulary

/// The key of one stored document of one lead provider.
struct DocumentKey: Hashable, Sendable {
    var leadProviderID: LeadProviderID
    var resource: Resource
    var id: UUID
}

/// A document as it should now be stored, with the values that lists filter by.
struct Rendering: Sendable {
    var key: DocumentKey
    var document: any Document
    var cohorts: [ContractPeriodYear]
    var deliveryPartnerID: DeliveryPartnerID?
    var trainingStatuses: Set<TrainingStatus> = []
}

extension Rendering {
    init(_ document: DeliveryPartnerDocument, for leadProviderID: LeadProviderID) {
        self.init(
            key: DocumentKey(leadProviderID: leadProviderID, resource: .deliveryPartner, id: document.id.rawValue),
            document: document, cohorts: document.cohorts, deliveryPartnerID: document.id)
    }

    init(_ document: PartnershipDocument) {
        let partnership = document.partnership
        self.init(
            key: DocumentKey(
                leadProviderID: partnership.leadProviderID, resource: .partnership, id: partnership.id.rawValue),
            document: document, cohorts: [partnership.contractPeriod],
            deliveryPartnerID: partnership.deliveryPartnerID)
    }

    init(_ document: ParticipantDocument, for leadProviderID: LeadProviderID) {
        self.init(
            key: DocumentKey(
                leadProviderID: leadProviderID, resource: .participant, id: document.participant.id.rawValue),
            document: document, cohorts: [document.cohort], trainingStatuses: document.searchableStatuses)
    }
}
