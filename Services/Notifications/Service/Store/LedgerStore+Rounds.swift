import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// The e-mails that were sent one after the other for the same cause.
struct Rounds: Sendable {
    /// The id of the first of them.
    let originalID: MessageID
    var all: [Round] = []
}

/// An e-mail that is to be sent because an earlier one did not arrive.
struct Again: Sendable {
    let id: MessageID
    let originalID: MessageID
    let round: NextRound
}

extension LedgerStore {
    /// Locks all e-mails for the same causes as these e-mails, in the order of ids.
    func lockRounds(of ids: [MessageID], in transaction: Transaction) async throws -> [Rounds] {
        guard !ids.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            WITH first AS (SELECT DISTINCT coalesce(original_id, id) AS id FROM message WHERE id = ANY(\(ids)))
            SELECT coalesce(original_id, id), round, state, reason, due_at IS NOT NULL, forgotten_at IS NOT NULL
            FROM message
            WHERE id IN (
                SELECT id FROM first
                UNION SELECT again.id FROM message AS again JOIN first ON again.original_id = first.id)
            ORDER BY id FOR UPDATE
            """, as: (MessageID, Int32, MessageState, String?, Bool, Bool).self)
        let rounds = rows.reduce(into: [MessageID: Rounds]()) { rounds, row in
            rounds[row.0, default: Rounds(originalID: row.0)].all.append(
                Round(number: Int(row.1), state: row.2, reason: row.3, isDue: row.4, isForgotten: row.5))
        }
        return Array(rounds.values)
    }

    /// Enters further e-mails to the same people, and returns the events to publish about them.
    ///
    /// An e-mail counts as queued from the moment when it is due, because no process tries to send it before. If the
    /// ledger may have lost the first e-mail of its cause, it may have lost the further ones too, so Notify is asked
    /// first; not if an operator releases one that was withheld.
    func planAgain(_ again: [Again], at now: Date, in transaction: Transaction) async throws -> [OutboxEntry] {
        guard !again.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            INSERT INTO message (id, dedupe_key, purpose, urn, recipient_name, email_address, state, due_at,
                correlation_id, causation_id, traceparent, placement_id, trn, queued_at, changed_at, original_id, round,
                is_recovered, reference)
            SELECT new.id, key.further, first.purpose, first.urn, first.recipient_name, first.email_address,
                CASE WHEN first.is_recovered AND first.state <> 'withheld' THEN 'uncertain' ELSE 'planned' END,
                new.due_at, first.correlation_id, first.causation_id, first.traceparent, first.placement_id, first.trn,
                new.due_at, \(now), first.id, new.round, first.is_recovered,
                CASE WHEN first.is_recovered THEN reference_of(key.further) END
            FROM unnest(\(again.map(\.id)), \(again.map(\.originalID)), \(again.map { Int32($0.round.number) }),
                \(again.map(\.round.dueAt))) AS new (id, original_id, round, due_at)
            JOIN message AS first ON first.id = new.original_id
            CROSS JOIN LATERAL (SELECT first.dedupe_key || '/again-' || new.round) AS key (further)
            ON CONFLICT ON CONSTRAINT each_round_is_sent_once DO NOTHING
            RETURNING id, purpose, dedupe_key, original_id, correlation_id, causation_id, traceparent
            """, as: (MessageID, Purpose, String, MessageID, UUID?, UUID?, String?).self)
        return rows.map { row in
            var entry = OutboxEntry(
                MessageQueued(messageID: row.0, kind: MessageKind(row.1), dedupeKey: row.2, originalID: row.3))
            entry.context = MessageContext(causationID: row.5, correlationID: row.4, traceparent: row.6)
            return entry
        }
    }

    /// Records who asked for an e-mail to be sent again, and why.
    func recordRequest(
        for id: MessageID, because reason: String, actor: String, at now: Date, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            INSERT INTO message_request (message_id, actor, reason, asked_at)
            VALUES (\(id), \(actor), \(reason), \(now))
            """)
    }
}
