import AsyncHTTPClient
import ServiceLifecycle

/// Keeps the connections to GOV.UK Notify open until everything that uses them has stopped.
struct NotifyTransport: Service {
    private let http: HTTPClient

    init(_ http: HTTPClient) {
        self.http = http
    }

    func run() async throws {
        // A cancelled task has nothing to wait for either.
        do { try await gracefulShutdown() } catch {}
        try await http.shutdown()
    }
}
