import HTTPTypes
import Hummingbird
import Observability
import Postgres
import Synchronization
import Web

/// Health, metrics and reads for operators, on a port of their own.
enum InternalAPI {
    static func responder(
        readiness: Readiness, registry: PrometheusRegistry, operatorRoutes: OperatorRoutes
    ) -> Edge<OperatorResponder> {
        let router = Router<WebRequestContext>.answering(with: .plain)
        router.get("/health/live") { _, _ in StoredJSON("{\"status\":\"ok\"}") }
        router.get("/health/ready") { _, _ in
            let problems = await readiness.problems()
            return readinessBody(problems).response(status: problems.isEmpty ? .ok : .serviceUnavailable)
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusRegistry.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
        }
        return Edge(
            OperatorResponder(own: router.buildResponder(), operators: operatorRoutes), problems: .plain,
            trace: .continued, logsRequests: false)
    }

    private static func readinessBody(_ problems: [String: String]) -> StoredJSON {
        guard !problems.isEmpty else { return StoredJSON("{\"status\":\"ready\"}") }
        let members = problems.sorted { $0.key < $1.key }.map { "\(jsonText($0.key)):\(jsonText($0.value))" }
        return StoredJSON("{\"status\":\"not ready\",\"problems\":{\(members.joined(separator: ","))}}")
    }
}

/// The operators' routes of a service, which exist only once the service has been built.
final class OperatorRoutes: Sendable {
    private let responder = Mutex<RouterResponder<WebRequestContext>?>(nil)

    func install(_ routes: (Router<WebRequestContext>) -> Void) {
        let router = Router<WebRequestContext>.answering(with: .plain)
            .add(middleware: AvailabilityMiddleware { error, _ in Problem(toReadersOf: error) })
        routes(router)
        let built = router.buildResponder()
        responder.withLock { $0 = built }
    }

    var current: RouterResponder<WebRequestContext>? { responder.withLock { $0 } }
}

extension Problem {
    /// Operators' routes change nothing, so every error that may pass is worth another try.
    fileprivate init?(toReadersOf error: any Error) {
        guard let error = error as? PostgresError,
            error.isRetriable || error.kind == .closed || error.kind == .commitUnknown
        else { return nil }
        self.init(
            .serviceUnavailable, error: "The database is away or busy. Try again.", headers: [.retryAfter: "5"])
    }
}

/// Answers health and metrics itself. Passes everything else to the operators' routes, which exist once the service is
/// built.
struct OperatorResponder: HTTPResponder {
    typealias Context = WebRequestContext

    let own: RouterResponder<WebRequestContext>
    let operators: OperatorRoutes

    func respond(to request: Request, context: WebRequestContext) async throws -> Response {
        let isOurs = request.uri.path.hasPrefix("/health/") || request.uri.path == "/metrics"
        guard !isOurs else { return try await own.respond(to: request, context: context) }
        guard let routes = operators.current else {
            // Not 404: the requested route may well exist.
            throw Problem(
                .serviceUnavailable, error: "The service is starting. Try again in a moment.",
                headers: [.retryAfter: "1"])
        }
        return try await routes.respond(to: request, context: context)
    }
}
