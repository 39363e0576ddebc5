package import Foundation
package import Kafka
package import Logging
package import Messaging
package import Postgres

/// What a service receives to build itself from.
package struct BootContext: Sendable {
    /// ``Microservice/name``.
    package let service: String
    /// The pool on the service's own schema.
    ///
    /// It runs for as long as the service does.
    package let database: Database
    package let outbox: Outbox
    /// For what does not go through the outbox: questions and importers.
    package let producer: KafkaProducer
    package let kafka: KafkaSettings
    package let settings: Settings
    package let logger: Logger
    package let now: @Sendable () -> Date
}
