import ServiceLifecycle
import Web

/// Stops before its server does: turns newcomers away, and lets whoever is in say what they want.
struct EntranceShutting: ServiceLifecycle.Service {
    let entrance: Entrance

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        await entrance.shut()
    }
}
