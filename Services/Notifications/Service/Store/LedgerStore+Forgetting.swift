import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

extension LedgerStore {
    /// Locks all e-mails of causes to which nothing has happened since `end`, those at rest longest first, and returns
    /// them by the id of the first e-mail of each cause. Rows that others have locked are left for another time.
    func lockAtRest(
        since end: Date, limit: Int, in transaction: Transaction
    ) async throws -> [MessageID: [Rest]] {
        let firsts = try await transaction.query(
            """
            SELECT first.id FROM message AS first
            WHERE first.round = 0 AND first.forgotten_at IS NULL AND first.due_at IS NULL
                AND first.changed_at <= \(end)
                AND NOT EXISTS (
                    SELECT FROM message AS again
                    WHERE again.original_id = first.id AND (again.due_at IS NOT NULL OR again.changed_at > \(end)))
            ORDER BY first.changed_at, first.id LIMIT \(limit)
            FOR UPDATE OF first SKIP LOCKED
            """, as: MessageID.self)
        guard !firsts.isEmpty else { return [:] }
        // A transaction that enters a further e-mail holds the lock of the first. This second query sees what was
        // committed meanwhile, so it sees all e-mails.
        let rows = try await transaction.query(
            """
            SELECT coalesce(original_id, id), due_at IS NOT NULL, changed_at FROM message
            WHERE id = ANY(\(firsts)) OR original_id = ANY(\(firsts))
            ORDER BY id FOR UPDATE
            """, as: (MessageID, Bool, Date).self)
        return rows.reduce(into: [:]) { emails, row in
            emails[row.0, default: []].append(Rest(isDue: row.1, changedAt: row.2))
        }
    }

    /// Forgets the recipients of the e-mails for these causes. Each cause is identified by its first e-mail. The
    /// outcomes stay.
    func forgetRecipients(ofCauses firsts: [MessageID], at now: Date, in transaction: Transaction) async throws -> Int {
        guard !firsts.isEmpty else { return 0 }
        return try await transaction.execute(
            """
            UPDATE message SET recipient_name = NULL, email_address = NULL, trn = NULL, forgotten_at = \(now)
            WHERE id = ANY(\(firsts)) OR original_id = ANY(\(firsts))
            """)
    }
}
