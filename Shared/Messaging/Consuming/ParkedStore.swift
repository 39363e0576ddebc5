import Events
import Foundation
import Kafka
import Postgres

/// The statements about events of one subscription that could not be applied yet.
struct ParkedStore: Sendable {
    let consumer: String

    /// An event or unreadable record on its way into `parked`.
    struct Arrival {
        let id: UUID
        let kind: ParkedKind
        let record: KafkaRecord
        /// Absent for a record that has no readable place in the order of a key.
        let key: String?
        let version: Int64?
        let type: String?
        let reason: String
    }

    /// Returns which of these keys wait behind a poison event, and locks them: a replay of such a key runs before or
    /// after this transaction.
    func blocked(among subjects: [Subject], in transaction: Transaction) async throws -> Set<Subject> {
        guard !subjects.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            SELECT topic, key FROM parked_key
            WHERE consumer = \(consumer)
                AND (topic, key) IN (
                    SELECT topic, key FROM unnest(\(subjects.map(\.topic)), \(subjects.map(\.key))) AS met (topic, key))
            ORDER BY topic, key
            FOR UPDATE
            """, as: (String, String).self)
        return Set(rows.map { Subject(topic: $0.0, key: $0.1) })
    }

    /// Locks rows for this transaction and returns the ids of those that are still to be handled.
    func lock(_ ids: [UUID], in transaction: Transaction) async throws -> Set<UUID> {
        guard !ids.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            SELECT event_id FROM parked
            WHERE consumer = \(consumer) AND event_id = ANY(\(ids)) AND state <> 'discarded'
            ORDER BY seq
            FOR UPDATE
            """, as: UUID.self)
        return Set(rows)
    }

    func remove(_ ids: [UUID], in transaction: Transaction) async throws {
        guard !ids.isEmpty else { return }
        try await transaction.execute(
            "DELETE FROM parked WHERE consumer = \(consumer) AND event_id = ANY(\(ids)) AND state <> 'discarded'")
    }

    /// Parks events in this order and blocks the keys of poison events.
    func park(_ arrivals: [Arrival], in transaction: Transaction) async throws {
        guard !arrivals.isEmpty else { return }
        let images = try arrivals.map { try RecordImage($0.record).encoded() }
        try await transaction.execute(
            """
            INSERT INTO parked
                (consumer, event_id, kind, topic, partition, record_offset, key, version, type, record, is_truncated,
                 reason, attempts)
            SELECT \(consumer), event_id, kind, topic, partition, record_offset, key, version, type, record,
                is_truncated, reason, CASE kind WHEN 'poison' THEN 1 ELSE 0 END
            FROM unnest(
                \(arrivals.map(\.id)), \(arrivals.map(\.kind.rawValue)), \(arrivals.map(\.record.topic)),
                \(arrivals.map(\.record.partition)), \(arrivals.map(\.record.offset)), \(arrivals.map(\.key)),
                \(arrivals.map(\.version)), \(arrivals.map(\.type)), \(images),
                \(arrivals.map { !RecordImage.holds($0.record) }), \(arrivals.map(\.reason)))
                WITH ORDINALITY AS arrival
                    (event_id, kind, topic, partition, record_offset, key, version, type, record, is_truncated, reason,
                     position)
            ORDER BY position
            ON CONFLICT (consumer, event_id) DO UPDATE
                SET kind = excluded.kind, reason = excluded.reason, state = 'open', begun = 0, begun_at = NULL,
                    attempts = parked.attempts + excluded.attempts
                WHERE parked.state <> 'discarded' AND (parked.kind <> 'poison' OR excluded.kind <> 'waiting')
            """)
        try await block(
            arrivals.compactMap { arrival in
                guard arrival.kind == .poison, let key = arrival.key else { return nil }
                return Subject(topic: arrival.record.topic, key: key)
            }, in: transaction)
    }

    private func block(_ subjects: [Subject], in transaction: Transaction) async throws {
        guard !subjects.isEmpty else { return }
        let ordered = Set(subjects).sorted()
        try await transaction.execute(
            """
            INSERT INTO parked_key (consumer, topic, key)
            SELECT \(consumer), topic, key
            FROM unnest(\(ordered.map(\.topic)), \(ordered.map(\.key))) AS subject (topic, key)
            ON CONFLICT DO NOTHING
            """)
    }
}

extension ParkedStore {
    /// Frees keys behind which nothing waits any more. Their rows must be locked, as `blocked(among:)` does.
    func unblock(_ subjects: [Subject], in transaction: Transaction) async throws {
        guard !subjects.isEmpty else { return }
        try await transaction.execute(
            """
            DELETE FROM parked_key AS known
            USING unnest(\(subjects.map(\.topic)), \(subjects.map(\.key))) AS subject (topic, key)
            WHERE known.consumer = \(consumer) AND known.topic = subject.topic AND known.key = subject.key
                AND NOT EXISTS (
                    SELECT FROM parked
                    WHERE parked.consumer = known.consumer AND parked.topic = known.topic AND parked.key = known.key
                        AND parked.kind IN ('poison', 'waiting') AND parked.state <> 'discarded')
            """)
    }

    /// Turns an event that waits for an earlier version into poison and blocks its key. The event no longer counts as a
    /// gap.
    func condemn(_ row: ParkedRow, because reason: String, in database: Database) async throws {
        try await database.execute(
            """
            WITH condemned AS (
                UPDATE parked SET kind = 'poison', reason = \(reason), begun = 0, begun_at = NULL WHERE seq = \(row.seq)
                RETURNING consumer, topic, key
            ), counted AS (
                UPDATE applied_version AS known SET gaps = greatest(known.gaps - 1, 0)
                FROM condemned
                WHERE \(row.kind == .gap) AND known.consumer = condemned.consumer AND known.topic = condemned.topic
                    AND known.key = condemned.key
            )
            INSERT INTO parked_key (consumer, topic, key) SELECT * FROM condemned WHERE key IS NOT NULL
            ON CONFLICT DO NOTHING
            """)
    }

    /// Ends a replay that failed: the rest of the key waits for the next decision of an operator.
    func endReplay(of subject: Subject, in database: Database) async throws {
        try await database.execute(
            """
            UPDATE parked SET state = 'open'
            WHERE consumer = \(consumer) AND topic = \(subject.topic) AND key = \(subject.key) AND state = 'replay'
            """)
    }
}
