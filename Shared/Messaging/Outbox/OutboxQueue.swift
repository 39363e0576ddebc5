import Foundation
import Postgres

/// The statements with which the relay reads and empties `outbox_unpublished`.
struct OutboxQueue: Sendable {
    let lease: RelayLease
    let database: Database

    private static let maximumBytes: Int64 = 8_388_608

    /// The next rows in order, of at most 8 MiB unless a single one is larger; none without the lease.
    ///
    /// Rows of the log are looked up one by one, in a subquery that cannot become a join: the log may be large.
    ///
    /// Always from the beginning: a transaction that committed late has a lower `seq` than rows that were sent long ago.
    func next(limit: Int, skipping topics: [String] = [], epoch: Int64) async throws -> [OutboxRow] {
        let isNotSkipped: SQL =
            topics.isEmpty
            ? ""
            : """
            WHERE (SELECT topic FROM outbox WHERE outbox.seq = outbox_unpublished.seq) <> ALL(\(topics))
            """
        return try await database.query(
            """
            SELECT seq, is_replay, event_id, topic, key, version, type, correlation_id, causation_id, traceparent,
                payload, occurred_at, appended_at
            FROM (
                SELECT due.seq, due.is_replay, entry.*,
                    sum(octet_length(payload)) OVER (ORDER BY due.seq) - octet_length(payload) AS bytes_before
                FROM (SELECT seq, is_replay FROM outbox_unpublished \(isNotSkipped) ORDER BY seq LIMIT \(limit)) AS due
                CROSS JOIN LATERAL (
                    SELECT event_id, topic, key, version, type, correlation_id, causation_id, traceparent, payload,
                        occurred_at, appended_at
                    FROM outbox WHERE outbox.seq = due.seq
                    LIMIT 1
                ) AS entry
            ) AS entry
            WHERE bytes_before < \(Self.maximumBytes)
                AND EXISTS (
                    SELECT FROM relay_lease
                    WHERE name = \(RelayLease.name) AND owner = \(lease.owner) AND epoch = \(epoch)
                        AND expires_at > clock_timestamp())
            ORDER BY seq
            """,
            as: (
                Int64, Bool, UUID, String, String, Int64?, String, UUID?, UUID?, String?, [UInt8], Date, Date
            ).self
        ).map(OutboxRow.init)
    }

    /// Forgets rows that the broker has, and remembers how far the logs have come with them. False when the lease was lost
    /// meanwhile: somebody else sends them again.
    func remove(_ rows: [OutboxRow], after ends: LogEnds = LogEnds(), epoch: Int64) async throws -> Bool {
        let ends = ends.next.sorted { ($0.key.topic, $0.key.partition) < ($1.key.topic, $1.key.partition) }
        let removed = try await database.execute(
            """
            WITH held AS MATERIALIZED (\(heldLease(epoch))), reached AS (
                INSERT INTO log_end (topic, partition, next_offset)
                SELECT topic, partition, next_offset
                FROM unnest(\(ends.map(\.key.topic)), \(ends.map(\.key.partition)), \(ends.map(\.value)))
                    AS reached (topic, partition, next_offset)
                WHERE EXISTS (SELECT FROM held)
                ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
            )
            DELETE FROM outbox_unpublished
            WHERE seq = ANY(\(rows.map(\.seq)))
                AND EXISTS (SELECT FROM held)
            """)
        return removed == rows.count
    }

    /// Sets a row aside that the broker will never take, so that the others flow.
    func refuse(_ row: OutboxRow, because reason: String, epoch: Int64) async throws {
        try await database.execute(
            """
            WITH held AS MATERIALIZED (\(heldLease(epoch))), removed AS (
                DELETE FROM outbox_unpublished WHERE seq = \(row.seq) AND EXISTS (SELECT FROM held) RETURNING seq
            )
            INSERT INTO outbox_refused (seq, reason) SELECT seq, \(reason) FROM removed ON CONFLICT DO NOTHING
            """)
    }

    /// Finds the lease and keeps others from taking it until the statement is over: who takes it next sees what it did.
    private func heldLease(_ epoch: Int64) -> SQL {
        """
        SELECT FROM relay_lease
        WHERE name = \(RelayLease.name) AND owner = \(lease.owner) AND epoch = \(epoch) FOR SHARE
        """
    }

    /// Keeps that logs have lost something until it is made good, whoever has the lease.
    func keep(losses topics: Set<String>) async throws {
        try await database.execute(
            """
            INSERT INTO log_loss (topic) SELECT topic FROM unnest(\(topics.sorted())) AS lost (topic) ORDER BY topic
            ON CONFLICT DO NOTHING
            """)
    }

    func losses() async throws -> Set<String> {
        Set(try await database.query("SELECT topic FROM log_loss", as: String.self))
    }

    func forget(lossOf topic: String) async throws {
        try await database.execute("DELETE FROM log_loss WHERE topic = \(topic)")
    }

    /// How many rows wait, for how many seconds the oldest has, and how many were refused for good.
    func backlog() async throws -> (pending: Int64, oldestAge: Double, refused: Int64) {
        let rows = try await database.query(
            """
            SELECT count(*),
                coalesce(extract(epoch FROM clock_timestamp()
                    - (SELECT appended_at FROM outbox WHERE seq = (SELECT min(seq) FROM outbox_unpublished))), 0)::float8,
                (SELECT count(*) FROM outbox_refused)
            FROM outbox_unpublished
            """, as: (Int64, Double, Int64).self)
        return rows.first.map { ($0.0, $0.1, $0.2) } ?? (0, 0, 0)
    }
}
