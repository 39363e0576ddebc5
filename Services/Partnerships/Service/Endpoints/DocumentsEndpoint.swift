import Foundation
import Hummingbird
import PartnershipsDomain
import Postgres
import Vocabulary
import Web

/// Lists and shows stored documents of the lead provider that asks, byte for byte.
struct DocumentsEndpoint: Sendable {
    let resource: Resource
    let database: Database
    let documents: DocumentStore
    /// Documents that change with the day; the others need no look at the calendar.
    let due: DueDocuments?

    func list(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let list = try ListRequest(request)
        let filter = list.filter
        var query = DocumentQuery(
            leadProviderID: try context.leadProviderID, resource: resource, cohorts: list.cohorts, window: list.window)
        switch resource {
        case .deliveryPartner, .school: break
        case .partnership:
            query.updatedSince = list.updatedSince
            query.deliveryPartners = filter.list("delivery_partner_id")?.compactMap(DeliveryPartnerID.init(parsing:))
        case .participant:
            // No id of a teacher has ever changed here, so nobody has come from another id.
            guard filter.text("from_participant_id") == nil else { return Self.nothing }
            query.updatedSince = list.updatedSince
            query.trainingStatus = filter.text("training_status")
        }
        try await due?.settle()
        return StoredJSON(list: try await documents.list(query, from: database), under: "data")
    }

    func show(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Problem.notFound }
        try await due?.settle()
        let key = DocumentKey(leadProviderID: try context.leadProviderID, resource: resource, id: id)
        guard let body = try await documents.body(of: key, from: database) else { throw Problem.notFound }
        return StoredJSON(body, under: "data")
    }

    private static let nothing = StoredJSON(list: [[UInt8]](), under: "data")
}
