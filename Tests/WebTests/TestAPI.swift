import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

@testable import Web

/// An API with one route for each way in which a request can end.
struct TestAPI {
    struct Crash: Error {}

    var now: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_767_225_600) }
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    var limits = ConnectionLimits()

    func application() -> some ApplicationProtocol {
        let listener = HTTPListener(
            host: "127.0.0.1", port: 0, limits: limits,
            eventLoopGroup: EventLoopGroupProvider.singleton.eventLoopGroup, logger: logger)
        return listener.serving(Edge(router.buildResponder(), problems: .plain, trace: .fresh))
    }

    /// More bytes than kernels buffer for a client that reads nothing.
    static let large = String(repeating: "x", count: 8 * 1_024 * 1_024)

    private var router: Router<WebRequestContext> {
        let router = Router<WebRequestContext>.answering(with: .plain)
        router.get("/ok/{id}") { _, _ in StoredJSON("{}") }
        router.get("/large") { _, _ in StoredJSON(Self.large) }
        router.get("/crash") { _, _ -> StoredJSON in throw Crash() }
        router.get("/refused") { _, _ -> StoredJSON in
            throw Problem(.badRequest, errors: [.init(title: "Bad request", detail: "No.")])
        }
        router.get("/framework") { _, _ -> StoredJSON in throw HTTPError(.forbidden, message: "internal words") }
        router.post("/body") { request, _ in
            let body = try await request.wholeBody(limit: 1_000, problems: .plain)
            return StoredJSON("{\"bytes\":\(body.readableBytes)}")
        }
        router.group("/limited")
            .add(
                middleware: RateLimitMiddleware(
                    "token", limiter: FixedWindowLimiter(limit: 2, lengthSeconds: 300), problems: .plain, now: now,
                    key: { request, _ in request.headers[.authorization] })
            )
            .get("/") { _, _ in StoredJSON("{}") }
        return router
    }
}
