import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// The ledger of e-mails, as tables.
struct LedgerStore: Sendable {
    /// Enters those e-mails that are not in the ledger yet, and returns their ids.
    ///
    /// An e-mail counts as queued from the moment when it is due, because no process tries to send it before.
    func plan(_ messages: [PlannedMessage], at now: Date, in transaction: Transaction) async throws -> Set<MessageID> {
        guard !messages.isEmpty else { return [] }
        let intents = messages.map(\.intent)
        let contexts = messages.map { MessageContext(handling: $0.cause) }
        let occurrences = intents.map(\.occurrence)
        let states = zip(intents, occurrences).map { $0.withheld == nil ? $1.firstState : .withheld }
        let firstDue = occurrences.map { $0.firstDue(at: now) }
        let due = zip(intents, firstDue).map { $0.withheld == nil ? $1 : nil }
        let entered = try await transaction.query(
            """
            INSERT INTO message (id, dedupe_key, purpose, urn, recipient_name, email_address, state, due_at, reason,
                correlation_id, causation_id, traceparent, placement_id, trn, is_recovered, queued_at, changed_at,
                reference)
            SELECT new.*, coalesce(new.due_at, \(now)), \(now),
                CASE WHEN new.is_recovered THEN reference_of(new.dedupe_key) END
            FROM unnest(\(messages.map(\.id)), \(intents.map(\.dedupeKey)), \(intents.map(\.purpose)),
                \(intents.map(\.urn)), \(intents.map(\.recipientName.revealed)),
                \(intents.map(\.emailAddress.revealed)), \(states), \(due), \(intents.map { $0.withheld?.rawValue }),
                \(contexts.map(\.correlationID)), \(contexts.map(\.causationID)), \(contexts.map(\.traceparent)),
                \(intents.map { $0.placement?.id }), \(intents.map { $0.placement?.trn }),
                \(occurrences.map(\.isReplay))
            ) AS new (id, dedupe_key, purpose, urn, recipient_name, email_address, state, due_at, reason,
                correlation_id, causation_id, traceparent, placement_id, trn, is_recovered)
            ON CONFLICT ON CONSTRAINT one_message_for_each_key DO NOTHING
            RETURNING id
            """, as: MessageID.self)
        return Set(entered)
    }

    /// Applies steps to those entries that are still in the state in which the step began, and returns the steps that
    /// were applied.
    ///
    /// An answer that arrives after its request was marked as lost is still recorded, unless another request was made.
    func apply(_ changes: [Change], at now: Date, in transaction: Transaction) async throws -> [AppliedChange] {
        guard !changes.isEmpty else { return [] }
        // All transactions lock e-mails in this order.
        let changes = changes.sorted { $0.id < $1.id }
        let steps = changes.map(\.transition)
        let rows = try await transaction.query(
            """
            UPDATE message SET state = new.state, due_at = new.due_at, absences = new.absences, reason = new.reason,
                notify_id = coalesce(new.notify_id, message.notify_id), changed_at = \(now)
            FROM unnest(\(changes.map(\.id)), \(changes.map(\.from)), \(changes.map(\.attempt)), \(steps.map(\.state)),
                \(steps.map(\.dueAt)), \(steps.map(\.absences)), \(steps.map(\.notifyID)), \(changes.map(\.reason)))
                AS new (id, "from", attempt, state, due_at, absences, notify_id, reason)
            WHERE message.id = new.id AND message.attempt = new.attempt
                AND (message.state = new."from" OR (new."from" = 'sending' AND message.state = 'uncertain'))
            RETURNING message.id, message.purpose, new."from", message.state, message.notify_id, message.reason,
                message.correlation_id, message.causation_id, message.traceparent
            """,
            as: (MessageID, Purpose, MessageState, MessageState, UUID?, String?, UUID?, UUID?, String?).self)
        return rows.map { row in
            AppliedChange(
                id: row.0, purpose: row.1, from: row.2, to: row.3, notifyID: row.4, reason: row.5,
                context: MessageContext(causationID: row.7, correlationID: row.6, traceparent: row.8))
        }
    }

    /// Locks the entries with these references, as far as there are any, in the order of ids.
    ///
    /// The id is a reference too, in case the version before has sent the e-mail.
    func lock(
        _ references: [EmailReference], in transaction: Transaction
    ) async throws -> [EmailReference: (id: MessageID, entry: Entry)] {
        let rows = try await transaction.query(
            """
            SELECT CASE WHEN id = ANY(\(references)) THEN id ELSE reference END, id, state, attempt, absences, notify_id,
                queued_at
            FROM message WHERE reference = ANY(\(references)) OR id = ANY(\(references))
            ORDER BY id FOR UPDATE
            """,
            as: (EmailReference, MessageID, MessageState, Int32, Int32, UUID?, Date).self)
        return rows.reduce(into: [:]) { entries, row in
            let entry = Entry(
                state: row.2, attempt: Int(row.3), absences: Int(row.4), notifyID: row.5, queuedAt: row.6)
            entries[row.0] = (row.1, entry)
        }
    }

    /// Returns how many e-mails still have something due, by state.
    func unsettled(in database: Database) async throws -> [(MessageState, Int)] {
        try await database.query(
            "SELECT state, count(*) FROM message WHERE due_at IS NOT NULL GROUP BY state", as: (MessageState, Int).self)
    }

    /// Returns how many e-mails did not arrive and are not sent again by rule.
    func givenUp(in database: Database) async throws -> Int {
        try await countLast(where: "last.state = 'failed'", in: database)
    }

    /// Returns for how many accepted e-mails GOV.UK Notify did not report an outcome for as long as it may know.
    func unanswered(in database: Database) async throws -> Int {
        try await countLast(where: "last.state = 'accepted' AND last.due_at IS NULL", in: database)
    }

    /// Counts e-mails, leaving out:
    ///
    /// - those followed by a later one for the same cause,
    /// - those whose cause has an e-mail that arrived, and
    /// - those about which nothing can be done any more, because their recipient is forgotten.
    private func countLast(where condition: SQL, in database: Database) async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM message AS last
            WHERE \(condition) AND last.forgotten_at IS NULL
                AND NOT EXISTS (
                    SELECT FROM message AS later
                    WHERE later.original_id = coalesce(last.original_id, last.id)
                        AND (later.round > last.round OR later.state = 'delivered'))
                AND NOT EXISTS (
                    SELECT FROM message AS first WHERE first.id = last.original_id AND first.state = 'delivered')
            """, as: Int.self
        ).first ?? 0
    }

    /// Returns for how many seconds the oldest e-mail that is owed has waited to be handed over.
    func oldestUndeliveredAge(in database: Database) async throws -> Double {
        try await database.query(
            """
            SELECT coalesce(max(extract(epoch FROM clock_timestamp() - queued_at)), 0)::float8 FROM message
            WHERE state IN ('planned', 'sending', 'uncertain') AND due_at IS NOT NULL AND queued_at <= clock_timestamp()
            """, as: Double.self
        ).first ?? 0
    }
}
