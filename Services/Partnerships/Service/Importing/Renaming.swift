import Events
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The partnerships, training and documents that show a renamed lead provider or delivery partner and must follow the
/// new name.
///
/// A transaction that shows a name holds it until commit. Once the import has locked the names exclusively, everything
/// that shows an old name is therefore committed and can be found.
struct Renaming: Sendable {
    private let leadProviders: Set<LeadProviderID>
    private let deliveryPartners: Set<DeliveryPartnerID>
    private let projector: DocumentProjector

    /// The partnerships that show a new name; known once ``events(in:)`` has found them.
    private(set) var partnerships: Set<PartnershipID> = []

    init(of changes: CatalogueState.Changes, projector: DocumentProjector) {
        leadProviders = changes.renamedLeadProviders
        deliveryPartners = changes.renamedDeliveryPartners
        self.projector = projector
    }

    private var isEmpty: Bool { leadProviders.isEmpty && deliveryPartners.isEmpty }

    /// Returns the schools whose partnerships or training show one of the names.
    func schools(in transaction: Transaction) async throws -> Set<URN> {
        guard !isEmpty else { return [] }
        let partnered = try await projector.partnerships.with(leadProviders, deliveryPartners, in: transaction)
        let trained = try await projector.training.schools(ofLeadProviders: leadProviders, in: transaction)
        return trained.union(partnered.map(\.urn))
    }

    /// Returns events that publish partnerships and training again, with the names as they are saved now. Their schools
    /// are locked.
    mutating func events(in transaction: Transaction) async throws -> [any Event] {
        guard !isEmpty else { return [] }
        let atSchools = try await projector.partnerships.atSchools(
            try await schools(in: transaction), in: transaction)
        let showing = try await projector.partnerships.with(leadProviders, deliveryPartners, in: transaction)
        partnerships = Set(showing.map(\.id))
        let words = EventVocabulary(
            leadProviders: try await projector.catalogue.holdLeadProviderNames(in: transaction),
            deliveryPartners: try await projector.catalogue.holdDeliveryPartnerNames(
                of: Set(atSchools.map(\.deliveryPartnerID)), in: transaction),
            partnerships: Dictionary(uniqueKeysWithValues: atSchools.map { ($0.id, $0) }))
        let bySchool = Dictionary(grouping: atSchools, by: \.urn)
        let updated: [any Event] = Set(showing.map(\.urn)).sorted().compactMap { urn in
            bySchool[urn].map { SchoolPartnershipsUpdated($0, at: urn, in: words) }
        }
        return updated + (try await training(in: transaction)).map { $0.begun(in: words) }
    }

    private func training(in transaction: Transaction) async throws -> [TrainingPeriod] {
        let found =
            try await projector.training.training(ofPartnerships: partnerships, in: transaction)
            + projector.training.training(ofLeadProviders: leadProviders, in: transaction)
        return Array(Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { $1 }).values).inEventOrder
    }
}
