import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// An e-mail that this process is to send or to look for.
struct Claimed: Sendable {
    let id: MessageID
    let purpose: Purpose
    /// As registration shows it today.
    let recipientName: Personal<String>
    let emailAddress: Personal<String>
    /// None where no snapshot of the school has come yet.
    let schoolName: String?
    /// As it was before it was claimed.
    var entry: Entry
}

/// Which process does what is due. Rows that another one has locked are left to it.
struct ClaimStore: Sendable {
    /// Locks e-mails that are due to be sent, the longest due first. One whose school is not known yet waits for its name.
    ///
    /// A tutor has the name by which the school shows whoever has this address today.
    func lockDue(
        at now: Date, waitingForSchoolsSince patience: Date, limit: Int, in transaction: Transaction
    ) async throws -> [Claimed] {
        let rows = try await transaction.query(
            """
            SELECT message.id, message.purpose,
                coalesce(
                    CASE WHEN message.purpose = \(Purpose.inductionTutorAppointed)
                        AND lower(school.tutor_name_is_of) = lower(message.email_address) THEN school.tutor_name END,
                    teacher.name, message.recipient_name),
                message.email_address, message.attempt, message.queued_at, school.name
            FROM message LEFT JOIN school ON school.urn = message.urn
                LEFT JOIN teacher ON teacher.trn = message.trn
            WHERE message.state = 'planned' AND message.due_at <= \(now)
                AND (school.urn IS NOT NULL OR message.queued_at <= \(patience))
            ORDER BY message.due_at, message.id LIMIT \(limit)
            FOR UPDATE OF message SKIP LOCKED
            """, as: (MessageID, Purpose, String, String, Int32, Date, String?).self)
        return rows.map { row in
            Claimed(
                id: row.0, purpose: row.1, recipientName: Personal(row.2), emailAddress: Personal(row.3),
                schoolName: row.6, entry: Entry(state: .planned, attempt: Int(row.4), queuedAt: row.5))
        }
    }

    /// Counts the requests that are about to be made. From here on a crash leaves their outcome uncertain.
    func markSending(
        _ messages: [Claimed], until lease: Date, at now: Date, in transaction: Transaction
    ) async throws -> [Claimed] {
        guard !messages.isEmpty else { return [] }
        try await transaction.execute(
            """
            UPDATE message SET state = 'sending', attempt = attempt + 1, due_at = \(lease), changed_at = \(now)
            WHERE id = ANY(\(messages.map(\.id)))
            """)
        return messages.map { message in
            var sending = message
            sending.entry.state = .sending
            sending.entry.attempt += 1
            return sending
        }
    }

    /// Requests whose process is gone may have been acted upon.
    func abandon(at now: Date, lookingAt lookup: Date, in transaction: Transaction) async throws -> Int {
        try await transaction.execute(
            """
            UPDATE message SET state = 'uncertain', due_at = \(lookup), changed_at = \(now)
            WHERE id IN (
                SELECT id FROM message WHERE state = 'sending' AND due_at <= \(now) FOR UPDATE SKIP LOCKED)
            """)
    }

    /// Claims e-mails to be looked for at Notify, so that no other process does until the lease ends.
    func claimLookups(
        at now: Date, until lease: Date, limit: Int, in transaction: Transaction
    ) async throws -> [(id: MessageID, entry: Entry)] {
        let rows = try await transaction.query(
            """
            UPDATE message SET due_at = \(lease)
            WHERE id IN (
                SELECT id FROM message WHERE state IN ('uncertain', 'accepted') AND due_at <= \(now)
                ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING id, state, attempt, absences, notify_id, queued_at
            """, as: (MessageID, MessageState, Int32, Int32, UUID?, Date).self)
        return rows.map { row in
            let entry = Entry(
                state: row.1, attempt: Int(row.2), absences: Int(row.3), notifyID: row.4, queuedAt: row.5)
            return (row.0, entry)
        }
    }
}
