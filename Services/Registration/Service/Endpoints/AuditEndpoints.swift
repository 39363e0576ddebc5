import HTTPTypes
import Hummingbird
import RegistrationDomain
import Vocabulary
import Web

/// `GET /commands?id=…` and `GET /name-corrections?trn=…&before=…&limit=…`: reads for operators, who find out who asked
/// for something and watch which names schools correct.
struct AuditEndpoints: Sendable {
    let reads: AuditReads

    func addRoutes(to router: Router<WebRequestContext>) {
        router.get("/commands") { request, _ in try await command(request) }
        router.get("/name-corrections") { request, _ in try await nameCorrections(request) }
    }

    /// Returns a command. Its id was chosen by the sender and may contain any character, so it is passed in the query.
    private func command(_ request: Request) async throws -> StoredJSON {
        guard let id = QueryParameters(request.uri.query).text("id"), !id.isEmpty else {
            throw Problem(.badRequest, error: "id must be the id of a command.")
        }
        guard objection(toCommandID: id) == nil, let command = try await reads.command(id) else {
            throw Problem(.notFound, error: "No command came under this id.")
        }
        return try StoredJSON(json: CommandBody(command))
    }

    private func nameCorrections(_ request: Request) async throws -> StoredJSON {
        let parameters = QueryParameters(request.uri.query)
        let trn = try parameters.text("trn").map { text in
            guard let trn = TRN(exactly: text) else {
                throw Problem(.badRequest, error: "trn must be a teacher reference number of seven digits.")
            }
            return trn
        }
        let before = try parameters.text("before").map { text in
            guard let number = Int64(text) else {
                throw Problem(.badRequest, error: "before must be the number of a correction.")
            }
            return number
        }
        let limit = try parameters.text("limit").map { text in
            guard let limit = Int(text), 1...1_000 ~= limit else {
                throw Problem(.badRequest, error: "limit must be a number from 1 to 1000.")
            }
            return limit
        }
        let corrections = try await reads.nameCorrections(of: trn, before: before, limit: limit ?? 100)
        return try StoredJSON(json: ["nameCorrections": corrections.map(NameCorrectionBody.init)])
    }
}

private struct CommandBody: Encodable {
    let id: String
    let command: String
    let outcome: String?
    let reasons: [String]
    let placementID: String?
    let requestedBy: String?
    let receivedAt: String

    init(_ view: AuditReads.CommandView) {
        id = view.id
        command = view.kind
        outcome = view.outcome
        reasons = view.reasonCodes
        placementID = view.placementID.map { "\($0)" }
        requestedBy = view.requestedBy
        receivedAt = view.receivedAt.rfc3339
    }
}

private struct NameCorrectionBody: Encodable {
    let number: Int64
    let trn: String
    let urn: String
    let placementID: String
    let commandID: String
    let previousName: String
    let name: String
    /// Both the first and the last word differ, so it may be another person.
    let isSignificant: Bool
    let requestedBy: String?
    let correctedAt: String

    init(_ view: AuditReads.NameCorrectionView) {
        number = view.number
        trn = view.trn.rawValue
        urn = view.urn.rawValue
        placementID = "\(view.placementID)"
        commandID = view.commandID
        previousName = view.previousName
        name = view.name
        isSignificant = view.isSignificant
        requestedBy = view.requestedBy
        correctedAt = view.correctedAt.rfc3339
    }
}
