import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The parts that creating and correcting partnerships have in common.
///
/// Both lock the school first. Registrations lock the same row before they look for partnerships, so neither can miss
/// the other. Of two requests for one partnership, the second finds the partnership of the first.
struct PartnershipWriting: Sendable {
    let database: Database
    let outbox: Outbox
    let now: @Sendable () -> Date
    let projector: DocumentProjector
    let schools = SchoolStore()
    let participants = ParticipantStore()
    let training = TrainingStore()
    let partnerships = PartnershipStore()
    let catalogue = CatalogueStore()

    init(database: Database, outbox: Outbox, projector: DocumentProjector, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.outbox = outbox
        self.projector = projector
        self.now = now
    }

    func words(for partnerships: [Partnership], in transaction: Transaction) async throws -> EventVocabulary {
        EventVocabulary(
            leadProviders: try await catalogue.holdLeadProviderNames(in: transaction),
            deliveryPartners: try await catalogue.holdDeliveryPartnerNames(
                of: Set(partnerships.map(\.deliveryPartnerID)), in: transaction),
            partnerships: Dictionary(uniqueKeysWithValues: partnerships.map { ($0.id, $0) }))
    }

    /// Returns the current document that the partnership's lead provider is shown.
    func document(of partnership: Partnership, in transaction: Transaction) async throws -> [UInt8] {
        let body = try await projector.documents.body(
            of: DocumentKey(
                leadProviderID: partnership.leadProviderID, resource: .partnership, id: partnership.id.rawValue),
            in: transaction)
        guard let body else { throw PostgresError(.decoding, table: "document", column: "body") }
        return body
    }
}
