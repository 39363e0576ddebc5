import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// An e-mail as operators see it. Its recipient stays in the ledger.
struct MessageSummary: Encodable, Sendable {
    let id: MessageID
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
    func messages(in state: MessageState?, before: MessageID?, limit: Int) async throws -> [MessageSummary] {
        var conditions: [SQL] = ["true"]
        if let state { conditions.append("state = \(state)") }
        if let before { conditions.append("id < \(before)") }
        return try await summaries(where: SQL.joined(conditions, by: " AND "), limit: limit)
    }

    private func summaries(where condition: SQL, limit: Int) async throws -> [MessageSummary] {
        let rows = try await database.query(
            """
            SELECT id, purpose, urn, state, reason, attempt, notify_id, dedupe_key, correlation_id, queued_at,
                changed_at, due_at, original_id, round, forgotten_at
            FROM message WHERE \(condition) ORDER BY id DESC LIMIT \(limit)
            """,
            as: (
                MessageID, String, URN, String, String?, Int32, UUID?, String, UUID?, Instant, Instant, Instant?,
                MessageID?, Int32, Instant?
            ).self)
        return rows.map { row in
            MessageSummary(
                id: row.0, purpose: row.1, urn: row.2, state: row.3, reason: row.4, attempts: Int(row.5),
                notifyID: row.6?.lowercase, dedupeKey: row.7, correlationID: row.8?.lowercase, queuedAt: row.9,
                changedAt: row.10, dueAt: row.11, originalID: row.12, round: Int(row.13),
                forgottenAt: row.14)
        }
    }
}
