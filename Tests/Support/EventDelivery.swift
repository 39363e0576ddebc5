package import Events
import Foundation
package import Kafka
package import Messaging
package import Postgres
import Synchronization
import Vocabulary

/// Delivers events to subscriptions without a broker, and reads back what they appended to the outbox.
///
/// ```swift
/// try await withTemporarySchema(migrations: MessagingMigrations.all() + …) { database in
///     let delivery = EventDelivery(to: database)
///     try await delivery.deliver([ECTRegistered.sample()], to: subscription)
///     let confirmed = try await delivery.appended(TrainingConfirmed.self)
/// }
/// ```
/// Versions count per key and offsets per topic, as they would in Kafka, over the life of the value.
package final class EventDelivery: Sendable {
    private struct Counters {
        var versions: [String: Int64] = [:]
        var offsets: [String: Int64] = [:]
    }

    package let database: Database
    private let service: String
    private let counters = Mutex(Counters())

    package init(to database: Database, service: String = "test") {
        self.database = database
        self.service = service
    }

    /// Delivers events in one batch, with new ids and the next versions of their keys.
    ///
    /// - Returns: the records, so that a test can deliver them again.
    @discardableResult
    package func deliver(
        _ events: [any Event], isReplay: Bool = false, to subscription: Subscription
    ) async throws -> [KafkaRecord] {
        let records = try events.map { try record(of: $0, isReplay: isReplay) }
        try await deliver(records: records, to: subscription)
        return records
    }

    /// Delivers records as they are, in one batch. Returns once each record is done or parked.
    package func deliver(records: [KafkaRecord], to subscription: Subscription) async throws {
        try await processor(for: subscription).process(records)
    }

    /// Runs parked events that have been released, as the service does every second.
    package func retryParked(of subscription: Subscription) async throws {
        try await processor(for: subscription).retryParked()
    }

    /// Returns a record of an event, with the next version of its key unless metadata is given.
    package func record(
        of event: some Event, metadata: EventMetadata? = nil, isReplay: Bool = false
    ) throws -> KafkaRecord {
        let topic = type(of: event).topic
        let metadata =
            metadata
            ?? EventMetadata(
                id: UUID.version7(), time: Date(),
                sequence: topic.ordering == .unordered ? nil : nextVersion(of: event.key, topic),
                isReplay: isReplay)
        let headers = CloudEventHeaders.encode(
            type: type(of: event).type, metadata: metadata, source: "urn:test", subject: event.key)
        return record(
            topic: topic, key: Array(event.key.utf8), value: try EventCoding.encode(event),
            headers: headers.map { KafkaHeader(name: $0.name, value: $0.value) })
    }

    /// Returns an arbitrary record, for content that no publisher here would send.
    package func record(
        topic: Topic, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = []
    ) -> KafkaRecord {
        let offset = counters.withLock { counters in
            defer { counters.offsets[topic.name, default: 0] += 1 }
            return counters.offsets[topic.name, default: 0]
        }
        return KafkaRecord(
            topic: topic.name, partition: 0, offset: offset, timestamp: Date(), key: key, value: value,
            headers: headers)
    }

    /// Returns a record with the key and the headers of another.
    package func record(like record: KafkaRecord, value: [UInt8]) -> KafkaRecord {
        KafkaRecord(
            topic: record.topic, partition: record.partition, offset: record.offset, timestamp: record.timestamp,
            key: record.key, value: value, headers: record.headers)
    }

    /// Returns the events of one type in the outbox, in the order in which they will be sent.
    package func appended<E: Event>(_: E.Type) async throws -> [Received<E>] {
        let rows = try await database.query(
            """
            SELECT event_id, occurred_at, key, version, correlation_id, causation_id, traceparent, payload
            FROM outbox WHERE type = \(E.type.rawValue) ORDER BY seq
            """, as: (UUID, Date, String, Int64?, UUID?, UUID?, String?, [UInt8]).self)
        return try rows.map { row in
            Received(
                event: try EventCoding.decode(E.self, from: row.7),
                metadata: EventMetadata(
                    id: row.0, time: row.1, sequence: row.3, correlationID: row.4, causationID: row.5,
                    traceparent: row.6),
                key: row.2, body: row.7)
        }
    }

    /// Returns the types of all events in the outbox, in the order in which they will be sent.
    package func appendedTypes() async throws -> [EventType] {
        try await database.query("SELECT type FROM outbox ORDER BY seq", as: String.self).map(EventType.init(rawValue:))
    }

    /// Returns all parked events, the oldest first.
    package func parked() async throws -> [DeadLetter] {
        try await DeadLetters(database: database).list()
    }

    private func processor(for subscription: Subscription) -> BatchProcessor {
        BatchProcessor(subscription, service: service, database: database, logger: TestDatabase.logger)
    }

    private func nextVersion(of key: String, _ topic: Topic) -> Int64 {
        counters.withLock { counters in
            counters.versions["\(topic.name) \(key)", default: 0] += 1
            return counters.versions["\(topic.name) \(key)", default: 0]
        }
    }
}
