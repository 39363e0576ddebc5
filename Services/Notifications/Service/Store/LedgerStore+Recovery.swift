import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

extension LedgerStore {
    /// Makes Notify be asked before anything is sent that may have been sent after the backup was made from which this
    /// ledger was restored.
    ///
    /// What was planned counts as queued now, so that it is not given up before it was tried.
    ///
    /// - Parameter horizon: An e-mail that is delivered, has not changed since then, and waits for nothing has no further
    ///   e-mail that was sent after the backup. One that is withheld has none unless an operator released it since.
    /// - Returns: How many e-mails are asked about before they are sent.
    func recover(changedSince horizon: Date, at now: Date, in transaction: Transaction) async throws -> Int {
        try await transaction.execute("INSERT INTO recovery (recovered_at) VALUES (\(now))")
        let states = try await transaction.query(
            """
            UPDATE message SET is_recovered = true,
                reference = CASE WHEN state = 'planned' THEN reference_of(dedupe_key) ELSE reference END,
                changed_at = CASE WHEN state = 'planned' THEN \(now) ELSE changed_at END,
                queued_at = CASE WHEN state = 'planned' THEN greatest(queued_at, \(now)) ELSE queued_at END,
                state = CASE WHEN state = 'planned' THEN 'uncertain' ELSE state END
            WHERE id IN (
                SELECT id FROM message
                WHERE forgotten_at IS NULL
                    AND (due_at IS NOT NULL OR changed_at > \(horizon) OR state IN ('failed', 'accepted'))
                ORDER BY id FOR UPDATE)
            RETURNING state
            """, as: MessageState.self)
        return states.count { $0 == .uncertain }
    }

    func recovery(in transaction: Transaction) async throws -> Recovery {
        let dates = try await transaction.query("SELECT max(recovered_at) FROM recovery", as: Date?.self)
        return Recovery(date: dates.first ?? nil)
    }
}
