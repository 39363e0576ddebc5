import Foundation
import Hummingbird
import PartnershipsDomain
import Postgres
import Vocabulary
import Web

/// An endpoint that lists and shows stored documents of the requesting lead provider, byte for byte.
struct DocumentsEndpoint: Sendable {
    let resource: Resource
    let database: Database
    let documents: DocumentStore
    /// The documents that change with the day; nil for resources that do not depend on the calendar.
    let due: DueDocuments?

    func list(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let list = try ListRequest(request)
        var query = DocumentQuery(
            leadProviderID: try context.leadProviderID, resource: resource, cohorts: list.cohorts)
        try filter(&query, as: list)
        query.window = try list.window
        try await due?.settle(for: query.leadProviderID)
        return StoredJSON(list: try await documents.list(query, from: database), under: "data")
    }

    /// Reads the filters that the resource has in addition to contract periods. A list ignores filters that it does not
    /// have.
    private func filter(_ query: inout DocumentQuery, as list: ListRequest) throws(Problem) {
        switch resource {
        case .deliveryPartner, .school: break
        case .partnership:
            query.updatedSince = try list.updatedSince
            query.deliveryPartners = list.filter.list("delivery_partner_id")?
                .compactMap(DeliveryPartnerID.init(parsing:))
        case .participant:
            query.updatedSince = try list.updatedSince
            // An unknown status matches nobody.
            query.trainingStatuses = list.filter.text("training_status").map { text in
                TrainingStatus(rawValue: text).map { [$0] } ?? []
            }
            // No teacher's id has ever changed here, so nobody has a former id.
            query.findsNothing = list.filter.text("from_participant_id") != nil
        }
    }

    func show(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Problem.notFound }
        let leadProviderID = try context.leadProviderID
        try await due?.settle(for: leadProviderID)
        let key = DocumentKey(leadProviderID: leadProviderID, resource: resource, id: id)
        guard let body = try await documents.body(of: key, from: database) else { throw Problem.notFound }
        return StoredJSON(body, under: "data")
    }
}
