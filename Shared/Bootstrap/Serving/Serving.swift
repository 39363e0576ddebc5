import Kafka
package import Logging
import Messaging
package import NIOCore
package import Observability
import Postgres
import ServiceLifecycle
package import UnixSignals
import Web

/// A running service: its pool and its internal port from the beginning, everything else once the schema is right.
///
/// At a shutdown the parts stop in this order: readiness, public API, subscriptions, the service's own parts, relay,
/// producer, internal port, pool. Each finishes what it has begun.
package struct Serving<Service: Microservice>: Sendable {
    private let settings: Settings
    private let own: ServingSettings
    private let configuration: Service.Configuration
    private let connections: Connections
    private let registry: PrometheusRegistry
    private let eventLoopGroup: any EventLoopGroup
    private let logger: Logger

    /// Reads all settings, so that a wrong one is reported even while the database or the broker is unavailable.
    ///
    /// - Throws: ``SettingProblem``; ``KafkaError`` for a library that is too old.
    package init(
        settings: Settings, registry: PrometheusRegistry, eventLoopGroup: any EventLoopGroup, logger: Logger
    ) throws {
        self.settings = settings
        own = try ServingSettings(settings, servesPublicAPI: Service.servesPublicAPI)
        configuration = try Service.configuration(from: settings)
        self.registry = registry
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        connections = try Connections(service: Service.name, settings: settings, logger: logger)
    }

    /// Serves until one of the signals arrives, a part fails or the surrounding task shuts down, then drains.
    ///
    /// - Parameter onDrain: Called when a drain begins. From then on it takes ``DrainTimes/whole`` at most, unless a part
    ///   ignores its cancellation.
    package func run(
        stoppingOn signals: [UnixSignal] = [], onDrain: @escaping @Sendable () -> Void = {}
    ) async throws {
        let readiness = Readiness()
        let routes = OperatorRoutes()
        var services: [any ServiceLifecycle.Service] = [connections.database, connections.health]
        services += server(StandardSettings.internalPort, on: own.internalPort) { listener in
            var listener = listener
            listener.limits.lastAnswer = DrainTimes.lastInternalAnswer
            return listener.serving(
                InternalAPI.responder(readiness: readiness, registry: registry, operatorRoutes: routes))
        }
        services.append(Core(serving: self, readiness: readiness, routes: routes, onDrain: onDrain))
        try await ServiceGroup(configuration: groupConfiguration(services, stoppingOn: signals)).run()
    }

    /// The parts that start once the schema is right.
    private struct Core: ServiceLifecycle.Service {
        let serving: Serving
        let readiness: Readiness
        let routes: OperatorRoutes
        let onDrain: @Sendable () -> Void

        func run() async throws {
            do {
                try await serving.gate(readiness).pass()
            } catch is CancellationError {
                return
            }
            try await serving.runParts(readiness, routes, onDrain)
        }
    }

    private func gate(_ readiness: Readiness) throws -> SchemaGate {
        SchemaGate(
            service: Service.name, schema: try Service.schema, database: connections.database, readiness: readiness,
            logger: logger)
    }

    private func runParts(
        _ readiness: Readiness, _ routes: OperatorRoutes, _ onDrain: @escaping @Sendable () -> Void
    ) async throws {
        let context = connections.context(service: Service.name, settings: settings, logger: logger)
        let parts = try await Service.start(context, as: configuration)
        if let mistake = SubscriptionMistake.first(in: parts.subscriptions, of: Service.reads) { throw mistake }
        routes.install(parts.operatorRoutes ?? { _ in })
        var services: [any ServiceLifecycle.Service] = [
            Producing(producer: connections.producer),
            BoundedShutdown(
                service: OutboxRelay(
                    outbox: context.outbox, database: context.database, producer: context.producer, logger: logger),
                producer: context.producer, patience: DrainTimes.relay),
        ]
        services += parts.services
        services += try parts.subscriptions.map { subscription in
            try Subscriber(
                subscription, service: Service.name, instance: own.kafkaInstance, kafka: context.kafka,
                database: context.database, logger: logger)
        }
        var checks = [databaseCheck] + parts.readiness
        if let api = parts.publicAPI, let port = own.publicPort {
            let mark = ListeningMark()
            services += server(StandardSettings.publicPort, on: port, mark, api.server)
            checks.append(mark.check)
        }
        services.append(Drain(readiness: readiness, wait: own.drainWait, begins: onDrain))
        readiness.serves(checking: checks)
        logger.info(
            "The service serves.", metadata: ["event": "service.started", "librdkafka": "\(KafkaLibrary.version)"])
        try await BoundedShutdown(
            service: ServiceGroup(configuration: groupConfiguration(services)), producer: context.producer,
            patience: DrainTimes.untilSendsFail
        ).run()
    }

    private var databaseCheck: ReadinessCheck {
        ReadinessCheck("database") { [database = connections.health] in
            do {
                _ = try await database.query("SELECT true", as: Bool.self)
                return nil
            } catch let error as PostgresError where error.kind == .leaseTimeout {
                return "the database does not answer in time"
            } catch {
                return "the database cannot be reached"
            }
        }
    }

    /// Returns a server, and the part that stops before it.
    private func server(
        _ setting: Setting<Int>, on port: Int, _ mark: ListeningMark = ListeningMark(),
        _ make: (HTTPListener) -> any ServiceLifecycle.Service
    ) -> [any ServiceLifecycle.Service] {
        var listener = HTTPListener(
            host: own.host, port: port, limits: own.connections, eventLoopGroup: eventLoopGroup, logger: logger)
        listener.onListening = { _ in mark.set() }
        return [
            ListeningServer(server: make(listener), setting: setting.documentation.name, port: port, host: own.host),
            EntranceShutting(entrance: listener.entrance),
        ]
    }

    private func groupConfiguration(
        _ services: [any ServiceLifecycle.Service], stoppingOn signals: [UnixSignal] = []
    ) -> ServiceGroupConfiguration {
        var configuration = ServiceGroupConfiguration(
            services: services.map { service in
                // A part that ends during a shutdown does so rightly. A part that ends at any other time shuts down the
                // rest.
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = DrainTimes.whole
        return configuration
    }
}
