import Hummingbird
import PartnershipsDomain
import Postgres
import Vocabulary
import Web

/// The endpoint `GET /training/waiting`, which lists registered teachers without training, and the obstacles, for
/// operators.
struct WaitingTrainingEndpoint: Sendable {
    let database: Database
    let training = TrainingStore()

    func list(_ request: Request, context: WebRequestContext) async throws -> StoredJSON {
        let refused = try await database.transaction { transaction in
            try await training.refused(in: transaction)
        }
        return try StoredJSON(json: refused.map(WaitingTraining.init))
    }
}

/// One placement, with what an operator needs to find it and to remove the cause.
private struct WaitingTraining: Encodable {
    let placementID: String
    let trn: String
    let urn: String
    let registeredAt: String
    /// Set once the teacher has left or is known to be leaving. A teacher who has left no longer waits.
    let finishedOn: String?
    let programme: String
    let leadProviderID: String?
    let code: String
    let detail: String?
    let refusedAt: String

    init(_ refused: TrainingStore.Refused) {
        let placement = refused.wished.placement
        placementID = placement.id.description
        trn = placement.trn.rawValue
        urn = placement.urn.rawValue
        registeredAt = placement.registeredAt.rfc3339
        finishedOn = placement.finishedOn?.iso
        programme = refused.wished.wish.programme.rawValue
        leadProviderID = refused.wished.wish.leadProviderID?.description
        code = refused.code
        detail = refused.detail
        refusedAt = refused.refusedAt.rfc3339
    }
}
