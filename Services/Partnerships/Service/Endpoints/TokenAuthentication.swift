import Foundation
import HTTPTypes
import Hummingbird
import Metrics
import Vocabulary
import Web

/// Middleware that admits requests with a token of a lead provider and records which provider it is.
struct TokenAuthentication: RouterMiddleware {
    let tokens: TokenStore
    let now: @Sendable () -> Date

    func handle(
        _ request: Request, context: APIRequestContext,
        next: @concurrent (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let token = AuthorizationToken.parse(request.headers[.authorization]),
            let caller = try await tokens.holder(of: APIToken.digest(of: token), today: .inLondon(at: now()))
        else {
            Counter(label: "auth_events_total", dimensions: [("kind", "token-refused")]).increment()
            throw Problem.accessDenied
        }
        var context = context
        context.caller = caller
        return try await next(request, context)
    }
}

/// Middleware that refuses a `filter` in a shape that no endpoint takes, whether or not the endpoint uses filters.
struct FilterShape: RouterMiddleware {
    func handle(
        _ request: Request, context: APIRequestContext,
        next: @concurrent (Request, APIRequestContext) async throws -> Response
    ) async throws -> Response {
        _ = try ListRequest(request)
        return try await next(request, context)
    }
}
