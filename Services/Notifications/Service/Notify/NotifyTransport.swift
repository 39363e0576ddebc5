import AsyncHTTPClient
import ServiceLifecycle

/// Keeps the connections to GOV.UK Notify until everything that uses them has stopped.
struct NotifyTransport: Service {
    private let http: HTTPClient

    init(_ http: HTTPClient) {
        self.http = http
    }

    func run() async throws {
        // Cancelled, there is as little to wait for.
        do { try await gracefulShutdown() } catch {}
        try await http.shutdown()
    }
}
