import PartnershipsDomain
import Postgres
import Vocabulary

/// The ids of everything that documents are made from, in order.
struct DocumentSources: Sendable {
    let database: Database

    func schools() async throws -> [URN] {
        try await database.query("SELECT urn FROM school WHERE name IS NOT NULL ORDER BY urn", as: URN.self)
    }

    func participants() async throws -> [TRN] {
        try await database.query("SELECT trn FROM participant ORDER BY trn", as: TRN.self)
    }

    /// Returns all partnerships, including those of which only a document is left.
    func partnerships() async throws -> [PartnershipID] {
        try await database.query(
            "SELECT id FROM partnership UNION SELECT id FROM document WHERE resource = 'partnership' ORDER BY id",
            as: PartnershipID.self)
    }

    func deliveryPartners() async throws -> [DeliveryPartnerID] {
        try await database.query("SELECT id FROM delivery_partner ORDER BY id", as: DeliveryPartnerID.self)
    }
}
