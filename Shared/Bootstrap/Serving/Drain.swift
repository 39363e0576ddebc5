import ServiceLifecycle

/// The first part to be shut down: ends readiness and lets load balancers notice before anything stops listening.
struct Drain: ServiceLifecycle.Service {
    let readiness: Readiness
    let wait: Duration
    let begins: @Sendable () -> Void

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        begins()
        readiness.drains()
        do { try await Task.sleep(for: wait) } catch { return }
    }
}
