import Foundation
import Postgres

/// The statements with which the relay reads and empties `outbox_unpublished`.
struct OutboxQueue: Sendable {
    let lease: RelayLease
    let database: Database

    /// A part of what the producer holds, so that topics that are not acknowledged leave room for the others.
    static let maximumBytes: Int64 = 2_097_152

    /// Returns the next rows in order, up to the row with which they reach 2 MiB. Returns none without the lease.
    ///
    /// A subquery that the planner cannot turn into a join looks up the rows of the log one by one: the log may be
    /// large.
    ///
    /// Reading always starts at the lowest `seq`: a transaction that committed late has a lower `seq` than rows that
    /// were sent long ago.
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

    /// Returns whether reading ended with these rows because of their size.
    static func isFull(_ rows: [OutboxRow]) -> Bool {
        rows.reduce(0) { $0 + $1.payload.count } >= maximumBytes
    }

    /// Removes from the queue the rows that the broker has, and records the ends of the logs after them. Returns false
    /// if the lease was lost in the meantime: the process that holds it now sends the rows again.
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

    /// Sets aside a row that the broker will never accept, so that it does not block the others.
    func refuse(_ row: OutboxRow, because reason: String, epoch: Int64) async throws {
        try await database.execute(
            """
            WITH held AS MATERIALIZED (\(heldLease(epoch))), removed AS (
                DELETE FROM outbox_unpublished WHERE seq = \(row.seq) AND EXISTS (SELECT FROM held) RETURNING seq
            )
            INSERT INTO outbox_refused (seq, reason) SELECT seq, \(reason) FROM removed ON CONFLICT DO NOTHING
            """)
    }

    /// Selects the lease and locks it until the end of the statement, so that the next process to take the lease sees
    /// the effect of the statement.
    private func heldLease(_ epoch: Int64) -> SQL {
        """
        SELECT FROM relay_lease
        WHERE name = \(RelayLease.name) AND owner = \(lease.owner) AND epoch = \(epoch) FOR SHARE
        """
    }

    /// Stores that logs have lost events, until those events are marked to be sent again by whichever process holds the
    /// lease.
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

    /// Returns how many rows wait, how many seconds the oldest has waited, and how many rows the broker refused for
    /// good.
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
