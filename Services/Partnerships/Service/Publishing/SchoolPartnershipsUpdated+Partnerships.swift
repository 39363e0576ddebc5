import Events
import PartnershipsDomain
import Vocabulary

extension SchoolPartnershipsUpdated {
    /// Creates the event with all partnerships of one school, and with names.
    init(_ partnerships: [Partnership], at urn: URN, in words: EventVocabulary) {
        self.init(
            urn: urn,
            partnerships: partnerships.map {
                SchoolPartnership(
                    id: $0.id, contractPeriod: $0.contractPeriod, leadProviderID: $0.leadProviderID,
                    leadProviderName: words.name(of: $0.leadProviderID), deliveryPartnerID: $0.deliveryPartnerID,
                    deliveryPartnerName: words.name(of: $0.deliveryPartnerID), createdAt: $0.createdAt)
            })
    }
}
