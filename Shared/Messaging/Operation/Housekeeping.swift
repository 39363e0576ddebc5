import Events
import Foundation
import Postgres

/// The deletion of rows that are no longer needed, in small batches. The process that holds the relay's lease runs it.
///
/// - Inbox rows are deleted after 60 days. `applied_version` guards ordered topics for good, and no unordered topic
///   keeps its records for longer than half of that time.
/// - Outbox rows of unordered topics are deleted a week after the retention of the topic itself has ended. Rows that
///   are still to be sent stay, and so do refused rows, which an operator has to look at. All other rows are kept for
///   good, since `republish` can rebuild a topic from them.
/// - Queue entries without a row in the outbox are deleted: `republish` may have marked a row while it was being
///   pruned.
/// - Dead letters are deleted 30 days after they were discarded, however long they were parked before.
struct Housekeeping: Sendable {
    let database: Database

    private static let batch = 1_000
    private static let mostBatches = 20

    /// Deletes what is due, each kind of rows regardless of whether another can be deleted.
    ///
    /// - Throws: the first error.
    func sweep() async throws {
        var failure: (any Error)?
        for step in steps {
            do {
                try await repeating(step)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// The kinds of rows to delete. Each step deletes a batch and returns how many rows that were.
    private var steps: [() async throws -> Int] {
        let outboxes = Topic.all.compactMap { topic -> (() async throws -> Int)? in
            guard topic.ordering == .unordered, case .time(let retention) = topic.retention else { return nil }
            return { try await pruneOutbox(of: topic, keeping: retention + .seconds(7 * 86_400)) }
        }
        return [pruneDiscarded] + outboxes + [forgetWhatIsGone, pruneInbox]
    }

    /// Repeats the work until a batch is not full or the limit of one sweep is reached.
    private func repeating(_ work: () async throws -> Int) async throws {
        for _ in 0..<Self.mostBatches where try await work() < Self.batch { return }
    }

    private func pruneInbox() async throws -> Int {
        try await database.execute(
            """
            DELETE FROM inbox WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM inbox WHERE processed_at < clock_timestamp() - interval '60 days' LIMIT \(Self.batch)))
            """)
    }

    private func pruneOutbox(of topic: Topic, keeping retention: Duration) async throws -> Int {
        try await database.execute(
            """
            DELETE FROM outbox WHERE seq = ANY(ARRAY(
                SELECT seq FROM outbox
                WHERE topic = \(topic.name) AND version IS NULL
                    AND appended_at < clock_timestamp() - make_interval(secs => \(Double(retention.components.seconds)))
                    AND NOT EXISTS (SELECT FROM outbox_unpublished AS due WHERE due.seq = outbox.seq)
                    AND NOT EXISTS (SELECT FROM outbox_refused AS refused WHERE refused.seq = outbox.seq)
                LIMIT \(Self.batch)))
            """)
    }

    private func forgetWhatIsGone() async throws -> Int {
        try await database.execute(
            """
            DELETE FROM outbox_unpublished AS due
            WHERE NOT EXISTS (SELECT FROM outbox WHERE outbox.seq = due.seq)
            """)
    }

    private func pruneDiscarded() async throws -> Int {
        try await database.execute(
            """
            DELETE FROM parked WHERE seq = ANY(ARRAY(
                SELECT seq FROM parked
                WHERE state = 'discarded' AND NOT EXISTS (
                    SELECT FROM dead_letter_audit AS audit
                    WHERE audit.consumer = parked.consumer AND audit.event_id = parked.event_id
                        AND audit.action = 'discard' AND audit.happened_at >= clock_timestamp() - interval '30 days')
                LIMIT \(Self.batch)))
            """)
    }
}
