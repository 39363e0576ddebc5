package import Logging
import ServiceLifecycle
import Synchronization

/// Writes records, each acknowledged by all in-sync replicas, in order per key.
///
/// An idempotent producer: a record that the library retries is written once. A record that *you* send again after an
/// error may be in the log twice.
package final class KafkaProducer: Service {
    let loop: ProducerLoop

    /// Creates the client. It delivers while ``run()`` runs.
    /// - Throws: ``KafkaError`` if a setting is unknown or out of range.
    package init(
        settings: KafkaSettings, flushTimeout: Duration = .seconds(10), logger: Logger
    ) throws(KafkaError) {
        loop = try ProducerLoop(settings: settings, flushTimeout: flushTimeout, logger: logger)
    }

    /// Sends in order. Returns when the brokers have acknowledged every record, with the deliveries in the order of
    /// `records`.
    ///
    /// Suspends while too many records are unacknowledged (50,000 or 16 MiB), and for as long as no broker can be
    /// reached, unless ``KafkaSettings/sendTimeout`` is set. Not cancellable: once handed over, a record will be
    /// delivered, and pretending otherwise would only hide that. Concurrent calls do not interleave their records.
    /// - Throws: A ``KafkaError`` once no record of the batch is in flight any more: the first that no retry can fix,
    ///   or else the first. If it `isRetriable`, send the batch again; otherwise the record at `recordIndex` can never
    ///   be sent, unless the error is about its topic: one that does not exist, or that this client may not write to.
    ///   ``KafkaError/delivered`` lists what arrived nevertheless.
    package func send(_ records: [OutgoingRecord]) async throws(KafkaError) -> [Delivery] {
        try await loop.send(records)
    }

    /// Delivers until the task is cancelled or the services shut down. Then waits up to `flushTimeout` for records in
    /// flight, and fails the rest with a retriable error. After a fatal error of the client, creates a new one.
    ///
    /// Runs once.
    /// - Throws: ``KafkaError`` if no new client can be created.
    package func run() async throws {
        let loop = loop
        try await ClientThread.serve(named: "kafka-producer", stop: { loop.stop() }) { loop.run() }
    }

    /// Ends ``run()`` as a shutdown would.
    package func stop() {
        loop.stop()
    }

    /// Runs a producer for as long as `body` runs. For commands that are not services.
    ///
    /// - Throws: The error of `body`, or else that of the producer. Cancelling the task ends both.
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
            // Whatever ended the producer as well, the error of the body is the one to act on.
            do { try await running } catch {}
            throw error
        }
    }
}
