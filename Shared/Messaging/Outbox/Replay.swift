import Events
import Foundation
import Postgres

/// The marking of events of the outbox to be sent once more, by the process that holds the relay's lease.
///
/// No other process sends in the meantime. Otherwise a newer event could be sent before an older one is marked. The
/// older one would then follow it, and a compacted log keeps the last event of a key. For the same reason the newest
/// events are marked first: a run that is stopped halfway leaves only some of the newest events to be sent again.
struct Replay: Sendable {
    let lease: RelayLease
    let epoch: Int64
    let database: Database

    /// - Parameter condition: further conditions on rows of `outbox`, beginning with AND.
    /// - Returns: how many events were marked. Events that already wait to be sent are not counted.
    /// - Throws: ``RelayLease/Lost`` when another process holds the lease now.
    func mark(topic: String, since: Date? = nil, _ condition: SQL = "") async throws -> Int {
        var marked = 0
        for window in try await OutboxStore.windows(in: database).reversed() {
            marked += try await database.transaction { transaction in
                try await lease.keep(epoch, in: transaction)
                return try await mark(topic, since, condition, in: window, transaction)
            }
        }
        return marked
    }

    private func mark(
        _ topic: String, _ since: Date?, _ condition: SQL, in window: ClosedRange<Int64>, _ transaction: Transaction
    ) async throws -> Int {
        try await transaction.query(
            """
            WITH chunk AS (
                SELECT seq FROM outbox
                WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND topic = \(topic)
                    AND appended_at >= \(since ?? .distantPast) \(condition)
            ), refused AS (
                DELETE FROM outbox_refused WHERE seq IN (SELECT seq FROM chunk) RETURNING seq
            ), marked AS (
                INSERT INTO outbox_unpublished (seq, is_replay)
                SELECT seq, NOT EXISTS (SELECT FROM refused WHERE refused.seq = chunk.seq) FROM chunk ORDER BY seq
                ON CONFLICT DO NOTHING
                RETURNING seq
            )
            SELECT count(*) FROM marked
            """, as: Int.self
        ).first ?? 0
    }
}
