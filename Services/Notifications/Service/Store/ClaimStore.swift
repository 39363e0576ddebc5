import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// An e-mail that this process is about to send.
struct Claimed: Sendable {
    let id: MessageID
    /// The label that it has at Notify from the moment when it is marked as being sent.
    let reference: EmailReference
    let purpose: Purpose
    /// The name that registration shows today.
    let recipientName: Personal<String>
    let emailAddress: Personal<String>
    /// Nil if no snapshot of the school has arrived yet.
    let schoolName: String?
    /// The entry as the last step of the claim left it: planned once locked, sending once marked.
    var entry: Entry
}

/// An e-mail that this process is about to look up at Notify.
struct LookingUp: Sendable {
    let id: MessageID
    let reference: EmailReference
    let entry: Entry
}

/// Claims for what is due, so that each e-mail has one process at a time. Rows that another process has locked are
/// skipped.
struct ClaimStore: Sendable {
    /// Locks e-mails that are due to be sent, those due longest first. An e-mail whose school is not known yet waits
    /// for the name of the school.
    ///
    /// A tutor is addressed by the name that the school shows today for the tutor with this address. Only the e-mails
    /// that are taken are joined to other tables, however many are due.
    func lockDue(
        at now: Date, waitingForSchoolsSince patience: Date, limit: Int, in transaction: Transaction
    ) async throws -> [Claimed] {
        let rows = try await transaction.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id, dedupe_key, purpose, urn, trn, recipient_name, email_address, attempt, queued_at, due_at
                FROM message
                WHERE state = 'planned' AND due_at <= \(now)
                    AND (queued_at <= \(patience)
                        OR coalesce((SELECT true FROM school WHERE school.urn = message.urn), false))
                ORDER BY due_at, id LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            SELECT due.id, reference_of(due.dedupe_key), due.purpose,
                coalesce(
                    CASE WHEN due.purpose = \(Purpose.inductionTutorAppointed)
                        AND lower(school.tutor_name_is_of) = lower(due.email_address) THEN school.tutor_name END,
                    teacher.name, due.recipient_name),
                due.email_address, due.attempt, due.queued_at, school.name
            FROM due LEFT JOIN school ON school.urn = due.urn LEFT JOIN teacher ON teacher.trn = due.trn
            ORDER BY due.due_at, due.id
            """, as: (MessageID, EmailReference, Purpose, String, String, Int32, Date, String?).self)
        return rows.map { row in
            Claimed(
                id: row.0, reference: row.1, purpose: row.2, recipientName: Personal(row.3),
                emailAddress: Personal(row.4), schoolName: row.7,
                entry: Entry(state: .planned, attempt: Int(row.5), queuedAt: row.6))
        }
    }

    /// Marks the e-mails as being sent and counts the requests that are about to be made. From here on a crash leaves
    /// their outcome uncertain.
    func markSending(
        _ messages: [Claimed], until lease: Date, at now: Date, in transaction: Transaction
    ) async throws -> [Claimed] {
        guard !messages.isEmpty else { return [] }
        try await transaction.execute(
            """
            UPDATE message SET state = 'sending', attempt = attempt + 1, due_at = \(lease), changed_at = \(now),
                reference = new.reference
            FROM unnest(\(messages.map(\.id)), \(messages.map(\.reference))) AS new (id, reference)
            WHERE message.id = new.id
            """)
        return messages.map { message in
            var sending = message
            sending.entry.state = .sending
            sending.entry.attempt += 1
            return sending
        }
    }

    /// Marks requests whose lease has ended as uncertain, because Notify may have acted upon them. Returns their
    /// number.
    func abandon(at now: Date, lookingAt lookup: Date, in transaction: Transaction) async throws -> Int {
        try await transaction.execute(
            """
            UPDATE message SET state = 'uncertain', due_at = \(lookup), changed_at = \(now)
            WHERE id IN (
                SELECT id FROM message WHERE state = 'sending' AND due_at <= \(now) FOR UPDATE SKIP LOCKED)
            """)
    }

    /// Claims e-mails to look up at Notify, so that no other process does so until the lease ends. Those that may have to
    /// be sent again come before those of which only the outcome is not known.
    ///
    /// Each state is read in the order of its index, however many e-mails are due.
    func claimLookups(
        at now: Date, until lease: Date, limit: Int, in transaction: Transaction
    ) async throws -> [LookingUp] {
        let rows = try await transaction.query(
            """
            WITH uncertain AS (
                SELECT id FROM message WHERE state = 'uncertain' AND due_at <= \(now)
                ORDER BY due_at, id LIMIT \(limit) FOR UPDATE SKIP LOCKED),
            accepted AS (
                SELECT id FROM message WHERE state = 'accepted' AND due_at <= \(now)
                ORDER BY due_at, id LIMIT greatest(0, \(limit) - (SELECT count(*) FROM uncertain))
                FOR UPDATE SKIP LOCKED)
            UPDATE message SET due_at = \(lease)
            WHERE id IN (SELECT id FROM uncertain UNION ALL SELECT id FROM accepted)
            RETURNING id, coalesce(reference, id), state, attempt, absences, notify_id, queued_at
            """, as: (MessageID, EmailReference, MessageState, Int32, Int32, UUID?, Date).self)
        return rows.map { row in
            let entry = Entry(
                state: row.2, attempt: Int(row.3), absences: Int(row.4), notifyID: row.5, queuedAt: row.6)
            return LookingUp(id: row.0, reference: row.1, entry: entry)
        }
    }
}
