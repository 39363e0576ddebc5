package import Logging
import ServiceLifecycle
import UnixSignals

/// Runs one piece of work of a service from the terminal: importers, tokens, repairs.
package enum OneShot<Service: Microservice> {
    /// Connects database and producer, runs the work, and disconnects.
    ///
    /// Log lines go to standard error, so that standard output belongs to the command. Errors become a message on
    /// standard error and one of the documented exit codes. SIGTERM and SIGINT cancel the work; the command then waits
    /// for what the work has already given to the broker. A second signal ends the process at once.
    package static func run(_ work: @escaping @Sendable (BootContext) async throws -> Void) async throws {
        try await ExitStatus.reporting {
            let settings = Settings()
            let logger = try CommandLog.begin(as: Service.name, settings: settings)
            let shutdown = ShutdownWatch(budget: interruptionBudget, logger: logger)
            shutdown.watch([.sigterm, .sigint])
            defer { shutdown.end() }
            try await run(settings: settings, logger: logger, work)
        }
    }

    /// Does the same with the given settings and logger, for tests. Errors are thrown unchanged.
    ///
    /// - Parameter sendTimeout: How long a record is retried. A person waits at the terminal, so without a broker the
    ///   command ends after this time.
    package static func run(
        settings: Settings, sendTimeout: Duration = .seconds(60), logger: Logger,
        _ work: @escaping @Sendable (BootContext) async throws -> Void
    ) async throws {
        let connections = try Connections(
            service: Service.name, settings: settings, sendTimeout: sendTimeout, logger: logger)
        let context = connections.context(service: Service.name, settings: settings, logger: logger)
        let parts: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: connections.database),
            .init(service: connections.producer),
            .init(
                service: Work(context: context, work: work),
                successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup),
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: parts, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private static var interruptionBudget: Duration { .seconds(30) }

    private struct Work: ServiceLifecycle.Service {
        let context: BootContext
        let work: @Sendable (BootContext) async throws -> Void

        func run() async throws {
            try await cancelWhenGracefulShutdown {
                do { try await work(context) } catch { throw Task.isCancelled ? CancellationError() : error }
            }
        }
    }
}
