import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// An e-mail as operators see it. Its recipient stays in the ledger.
struct MessageSummary: Encodable, Sendable {
    let id: MessageID
    /// The label by which GOV.UK Notify finds it.
    let reference: EmailReference
    let purpose: String
    let urn: URN
    let state: String
    let reason: String?
    let attempts: Int
    let notifyID: String?
    let dedupeKey: String
    let correlationID: String?
    let queuedAt: Instant
    let changedAt: Instant
    let dueAt: Instant?
    /// The first e-mail for the same cause, if this one is sent because that one did not arrive.
    let originalID: MessageID?
    let round: Int
    /// When the name and the address of its recipient were removed.
    let forgottenAt: Instant?
}

/// Reads of the ledger for operators.
struct MessageReading: Sendable {
    let database: Database

    func message(_ id: MessageID) async throws -> MessageSummary? {
        try await summaries(where: "id = \(id)", limit: 1).first
    }

    /// Returns e-mails, newest first.
    ///
    /// - Parameter before: The id of the last e-mail on the previous page.
    func messages(_ filter: MessageFilter, before: MessageID?, limit: Int) async throws -> [MessageSummary] {
        var conditions: [SQL] = ["true"]
        if let state = filter.state { conditions.append("state = \(state)") }
        if let reason = filter.reason { conditions.append("reason = \(reason)") }
        if let before { conditions.append("id < \(before)") }
        return try await summaries(where: SQL.joined(conditions, by: " AND "), limit: limit)
    }

    private func summaries(where condition: SQL, limit: Int) async throws -> [MessageSummary] {
        let rows = try await database.query(
            """
            SELECT id, coalesce(reference, id), purpose, urn, state, reason, attempt, notify_id, dedupe_key,
                correlation_id, queued_at, changed_at, due_at, original_id, round, forgotten_at
            FROM message WHERE \(condition) ORDER BY id DESC LIMIT \(limit)
            """,
            as: (
                MessageID, EmailReference, String, URN, String, String?, Int32, UUID?, String, UUID?, Instant, Instant,
                Instant?,
                MessageID?, Int32, Instant?
            ).self)
        return rows.map { row in
            MessageSummary(
                id: row.0, reference: row.1, purpose: row.2, urn: row.3, state: row.4, reason: row.5,
                attempts: Int(row.6), notifyID: row.7?.lowercase, dedupeKey: row.8, correlationID: row.9?.lowercase,
                queuedAt: row.10, changedAt: row.11, dueAt: row.12, originalID: row.13, round: Int(row.14),
                forgottenAt: row.15)
        }
    }
}
