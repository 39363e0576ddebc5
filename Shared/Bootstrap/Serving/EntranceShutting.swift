import ServiceLifecycle
import Web

/// Stops before its server does: turns new connections away, and lets connected clients send their requests.
struct EntranceShutting: ServiceLifecycle.Service {
    let entrance: Entrance

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        await entrance.shut()
    }
}
