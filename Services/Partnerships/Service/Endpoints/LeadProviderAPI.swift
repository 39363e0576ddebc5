import Foundation
import Hummingbird
import PartnershipsDomain
import Postgres
import Web

/// The lead provider API, version 3.
struct LeadProviderAPI: Sendable {
    let database: Database
    let projector: DocumentProjector
    let due: DueDocuments
    let writing: PartnershipWriting
    let now: @Sendable () -> Date
    let limits: RequestLimits

    func router() -> Router<APIRequestContext> {
        let router = Router<APIRequestContext>.answering(with: .plain)
            .add(middleware: AvailabilityMiddleware(now: now, problem: Problem.init(_:answering:)))
            .add(middleware: limit("address", limits.ofAddress) { .some($0.peer) })
        let api = router.group("/api/v3")
            .add(middleware: TokenAuthentication(tokens: TokenStore(database: database), now: now))
            .add(middleware: limit("token", limits.ofToken) { $0.caller?.tokenID })
            .add(middleware: FilterShape())
        add(.deliveryPartner, at: "delivery-partners", to: api)
        add(.partnership, at: "partnerships", to: api)
        add(.participant, at: "participants", to: api)
        let schools = SchoolsEndpoint(database: database, documents: projector.schoolDocuments)
        api.get("schools") { TaggedJSON(try await schools.list($0, context: $1)) }
        api.get("schools/{id}") { TaggedJSON(try await schools.show($0, context: $1)) }
        let writes = PartnershipWritesEndpoint(
            create: CreatePartnership(writing: writing), correct: CorrectDeliveryPartner(writing: writing))
        api.post("partnerships", use: writes.create)
        api.put("partnerships/{id}", use: writes.correct)
        api.patch("partnerships/{id}", use: writes.correct)
        return router
    }

    private func add(_ resource: Resource, at path: RouterPath, to api: RouterGroup<APIRequestContext>) {
        let endpoint = DocumentsEndpoint(
            resource: resource, database: database, documents: projector.documents,
            due: resource == .deliveryPartner ? nil : due)
        api.get(path) { TaggedJSON(try await endpoint.list($0, context: $1)) }
        api.get(path.appendingPath("{id}")) { TaggedJSON(try await endpoint.show($0, context: $1)) }
    }

    /// Returns a middleware that limits requests by token or by address.
    ///
    /// Tokens are counted after authentication: a stranger with made-up tokens can neither use up a provider's share
    /// nor fill the limiter's memory. Addresses are counted before authentication, so that a stranger cannot keep the
    /// database busy either, and on every path, whether or not it exists. A client that disconnected before its address
    /// was read has no address; all such clients count as one.
    private func limit<Key: Hashable & Sendable>(
        _ name: String, _ limit: Int, by key: @escaping @Sendable (APIRequestContext) -> Key?
    ) -> RateLimitMiddleware<APIRequestContext, Key> {
        RateLimitMiddleware(
            name, limiter: FixedWindowLimiter(limit: limit, lengthSeconds: 300), problems: .plain, now: now
        ) { _, context in key(context) }
    }
}
