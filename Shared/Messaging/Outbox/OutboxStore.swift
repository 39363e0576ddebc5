import Events
import Foundation
import Postgres

/// The statements of the outbox.
enum OutboxStore {
    private struct Subject: Hashable {
        let topic: String
        let key: String
    }

    /// Writes entries in order: versions first, under row locks, then the rows. The lock precedes the sequence, so
    /// `seq` rises with the version within every key.
    static func insert(_ entries: [EncodedEntry], in transaction: Transaction) async throws {
        let versions = try await nextVersions(for: entries, in: transaction)
        try await transaction.execute(
            """
            WITH appended AS (
                INSERT INTO outbox
                    (event_id, topic, key, version, type, correlation_id, causation_id, traceparent, payload, occurred_at)
                SELECT event_id, topic, key, version, type, correlation_id, causation_id, traceparent, payload, occurred_at
                FROM unnest(
                    \(entries.map(\.id)), \(entries.map(\.topic)), \(entries.map(\.key)), \(versions),
                    \(entries.map(\.type)), \(entries.map { $0.context?.correlationID ?? $0.id }),
                    \(entries.map { $0.context?.causationID }), \(entries.map { $0.context?.traceparent }),
                    \(entries.map(\.payload)), \(entries.map(\.occurredAt)))
                WITH ORDINALITY AS entry
                    (event_id, topic, key, version, type, correlation_id, causation_id, traceparent, payload,
                     occurred_at, position)
                ORDER BY position
                RETURNING seq
            )
            INSERT INTO outbox_unpublished (seq) SELECT seq FROM appended
            """)
    }

    /// Returns the `seq` of all rows in windows, the oldest first. The outbox may be large, and no statement may take
    /// long.
    static func windows(in database: Database) async throws -> [ClosedRange<Int64>] {
        let ends = try await database.query("SELECT min(seq), max(seq) FROM outbox", as: (Int64?, Int64?).self)
        guard let first = ends.first?.0, let last = ends.first?.1 else { return [] }
        return stride(from: first, through: last, by: 50_000).map { $0...min(last, $0 + 49_999) }
    }

    /// Raises the versions with one upsert in the order of keys. All transactions must take the same locks in this
    /// order.
    private static func nextVersions(
        for entries: [EncodedEntry], in transaction: Transaction
    ) async throws -> [Int64?] {
        var counts = [Subject: Int64](minimumCapacity: entries.count)
        for entry in entries where entry.isVersioned {
            counts[Subject(topic: entry.topic, key: entry.key), default: 0] += 1
        }
        guard !counts.isEmpty else { return entries.map { _ in nil } }
        let subjects = counts.keys.sorted { ($0.topic, $0.key) < ($1.topic, $1.key) }
        let rows = try await transaction.query(
            """
            INSERT INTO outbox_version AS known (topic, key, version)
            SELECT topic, key, version
            FROM unnest(\(subjects.map(\.topic)), \(subjects.map(\.key)), \(subjects.map { counts[$0] ?? 0 }))
                WITH ORDINALITY AS subject (topic, key, version, position)
            ORDER BY position
            ON CONFLICT (topic, key) DO UPDATE SET version = known.version + excluded.version
            RETURNING topic, key, version
            """, as: (String, String, Int64).self)
        var next = [Subject: Int64](minimumCapacity: rows.count)
        for (topic, key, last) in rows {
            let subject = Subject(topic: topic, key: key)
            next[subject] = last - (counts[subject] ?? 0) + 1
        }
        return entries.map { entry in
            guard entry.isVersioned else { return nil }
            let subject = Subject(topic: entry.topic, key: entry.key)
            defer { next[subject]? += 1 }
            return next[subject]
        }
    }
}
