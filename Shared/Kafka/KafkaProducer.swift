package import Logging
import ServiceLifecycle
import Synchronization

/// Writes records, each acknowledged by all in-sync replicas, in order per key.
///
/// An idempotent producer: what the library retries is written once. What *you* send again after an error may be there
/// twice.
package final class KafkaProducer: Service {
    let loop: ProducerLoop

    /// Makes the client. It delivers while it runs.
    /// - Throws: ``KafkaError`` if a setting is unknown or out of range.
    package init(
        settings: KafkaSettings, flushTimeout: Duration = .seconds(10), logger: Logger
    ) throws(KafkaError) {
        loop = try ProducerLoop(settings: settings, flushTimeout: flushTimeout, logger: logger)
    }

    /// Sends in order and returns when the brokers have acknowledged every record, in the order of `records`.
    ///
    /// Suspends while too many records are unacknowledged (50,000 or 16 MiB), and for as long as no broker can be
    /// reached, unless `message.timeout.ms` is set. Not cancellable: once handed over, a record will be delivered, and
    /// pretending otherwise only hides it. Concurrent calls do not interleave their records.
    /// - Throws: The first ``KafkaError`` of the batch once nothing of it is under way any more. With `isRetriable`
    ///   send the batch again; otherwise the record at `recordIndex` can never be sent. ``KafkaError/delivered`` says what
    ///   arrived nevertheless.
    package func send(_ records: [OutgoingRecord]) async throws(KafkaError) -> [Delivery] {
        try await loop.send(records)
    }

    /// Delivers until the task is cancelled or the services shut down; then waits up to `flushTimeout` for what is under
    /// way, and fails the rest with a retriable error. A fatal error of the client is answered by making a new one.
    ///
    /// Runs once.
    package func run() async throws {
        let loop = loop
        try await ClientThread.serve(named: "kafka-producer", stop: { loop.stop() }) { loop.run() }
    }

    /// Ends ``run()`` as a shutdown would.
    package func stop() {
        loop.stop()
    }

    /// Runs a producer for as long as `body` does: for commands that are not services.
    package static func scoped<R: Sendable>(
        settings: KafkaSettings, logger: Logger, _ body: @Sendable (KafkaProducer) async throws -> R
    ) async throws -> R {
        let producer = try KafkaProducer(settings: settings, logger: logger)
        async let running: Void = producer.run()
        do {
            let result = try await body(producer)
            producer.stop()
            try await running
            return result
        } catch {
            producer.stop()
            try await running
            throw error
        }
    }
}
