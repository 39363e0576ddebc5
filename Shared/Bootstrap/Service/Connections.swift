import Foundation
import Kafka
import Logging
import Messaging
import Postgres

/// The clients with which a service reaches its database and its broker, as its settings describe them.
struct Connections: Sendable {
    let database: Database
    /// For readiness alone, which must not wait behind the work of the service.
    let health: Database
    let producer: KafkaProducer
    let kafka: KafkaSettings

    /// - Parameter sendTimeout: How long the producer retries a record, unless the operator has set another time; `nil`
    ///   means for as long as the producer lives.
    init(service: String, settings: Settings, sendTimeout: Duration? = nil, logger: Logger) throws {
        database = try Connections.database(service: service, settings: settings, logger: logger)
        // It gives up in time to say why.
        health = try Connections.database(
            service: service, settings: settings, pool: "\(service)-health", connections: 1,
            leaseTimeout: Readiness.patience * 3 / 4, logger: logger)
        kafka = try Connections.kafka(service: service, settings: settings)
        var sending = kafka
        sending.sendTimeout = sendTimeout
        // A caller that needs to know that a record arrived has waited for it, so a shutdown does not wait much longer.
        producer = try KafkaProducer(
            settings: sending, flushTimeout: DrainTimes.flush, logger: logger)
    }

    func context(service: String, settings: Settings, logger: Logger) -> BootContext {
        BootContext(
            service: service, database: database, outbox: Outbox(service: service), producer: producer, kafka: kafka,
            settings: settings, logger: logger, now: { Date() })
    }

    /// - Parameters:
    ///   - pool: What the connections are called; `nil` for the name of the service.
    ///   - connections: How many there are at most; `nil` for as many as the settings say.
    ///   - leaseTimeout: How long a caller waits for a connection; `nil` for as long as usual.
    static func database(
        service: String, settings: Settings, pool: String? = nil, connections: Int? = nil,
        leaseTimeout: Duration? = nil, asOwner: Bool = false, logger: Logger
    ) throws -> Database {
        let owner = asOwner ? try settings.valueIfSet(of: StandardSettings.databaseOwnerURL) : nil
        let url = try owner ?? settings.value(of: StandardSettings.databaseURL)
        var configuration = PostgresConfiguration(
            url: url,
            schema: try settings.value(of: StandardSettings.databaseSchema(of: service)),
            applicationName: pool ?? service,
            maximumConnections: try connections ?? settings.value(of: StandardSettings.databaseConnections))
        if let leaseTimeout { configuration.leaseTimeout = leaseTimeout }
        return try Database(configuration: configuration, logger: logger)
    }

    static func kafka(service: String, settings: Settings) throws -> KafkaSettings {
        try KafkaLibrary.requireSupported(
            allowingOlder: settings.value(of: StandardSettings.kafkaAllowsOldLibrary))
        return KafkaSettings(
            bootstrapServers: try settings.value(of: StandardSettings.kafkaServers),
            clientID: service,
            fetchWaitMilliseconds: try settings.valueIfSet(of: StandardSettings.kafkaFetchWait),
            sessionTimeoutMilliseconds: try settings.valueIfSet(of: StandardSettings.kafkaSessionTimeout),
            extra: try settings.valueIfSet(of: StandardSettings.kafkaExtra) ?? [:],
            hintWhenUnreachable: """
                Check \(StandardSettings.kafkaServers.documentation.name) and that a broker runs there. What is owed is kept \
                meanwhile, and commands wait.
                """)
    }
}
