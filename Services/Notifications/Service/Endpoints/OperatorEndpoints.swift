import HTTPTypes
import Hummingbird
import NotificationsDomain
import Postgres
import Vocabulary
import Web

/// `GET /messages?state=…&reason=…&before=…&limit=…` and `GET /messages/{id}`, on the internal port, without personal
/// data.
struct OperatorEndpoints: Sendable {
    private let reading: MessageReading

    init(database: Database) {
        reading = MessageReading(database: database)
    }

    func add(to router: Router<WebRequestContext>) {
        router.get("/messages") { request, _ in try await list(request) }
        router.get("/messages/{id}") { _, context in try await show(context.parameters.get("id")) }
    }

    private func list(_ request: Request) async throws -> StoredJSON {
        let parameters = QueryParameters(request.uri.query)
        let filter = try filter(parameters)
        let before = try parameters.text("before").map { text in
            guard let id = MessageID(parsing: text) else {
                throw Problem(.badRequest, error: "before must be the id of a message.")
            }
            return id
        }
        let limit = try parameters.text("limit").map { text in
            guard let limit = Int(text), 1...1_000 ~= limit else {
                throw Problem(.badRequest, error: "limit must be a number from 1 to 1000.")
            }
            return limit
        }
        let messages = try await reading.messages(filter, before: before, limit: limit ?? 100)
        return try StoredJSON(json: ["messages": messages])
    }

    private func filter(_ parameters: QueryParameters) throws(Problem) -> MessageFilter {
        do throws(MessageFilter.Problem) {
            return try MessageFilter(state: parameters.text("state"), reason: parameters.text("reason"))
        } catch {
            throw Problem(.badRequest, error: error.description)
        }
    }

    private func show(_ id: String?) async throws -> StoredJSON {
        guard let id = id.flatMap(MessageID.init(parsing:)), let message = try await reading.message(id) else {
            throw Problem(.notFound, error: "There is no such message.")
        }
        return try StoredJSON(json: message)
    }
}
