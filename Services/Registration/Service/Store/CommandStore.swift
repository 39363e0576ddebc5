import Messaging
import Postgres
import Vocabulary

/// Commands by their ids: which command used an id first, and its outcome.
struct CommandStore: Sendable {
    struct Claim: Hashable, Sendable {
        let id: String
        let content: Content
        let requestedBy: String?
    }

    /// The content by which a command is recognised when it arrives again.
    struct Content: Hashable, Sendable {
        let kind: String
        /// The digest of the body.
        let digest: [UInt8]
    }

    struct Outcome: Sendable {
        let id: String
        let isAccepted: Bool
        let placementID: PlacementID?
        let reasonCodes: [String]
    }

    /// Claims ids that were never used, and returns them. Waits for another transaction that is claiming the same ids.
    func claim(_ claims: [Claim], in transaction: Transaction) async throws -> Set<CommandKey> {
        guard !claims.isEmpty else { return [] }
        return Set(
            try await transaction.query(
                """
                INSERT INTO command (id, kind, body_digest, requested_by)
                SELECT * FROM unnest(\(claims.map(\.id)), \(claims.map(\.content.kind)), \(claims.map(\.content.digest)),
                    \(claims.map(\.requestedBy)))
                    AS new (id, kind, digest, requested_by)
                ORDER BY id
                ON CONFLICT DO NOTHING
                RETURNING id
                """, as: String.self
            ).map(CommandKey.init))
    }

    func contents(of ids: [String], in transaction: Transaction) async throws -> [CommandKey: Content] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            "SELECT id, kind, body_digest FROM command WHERE id = ANY(\(ids))", as: (String, String, [UInt8]).self)
        return Dictionary(rows.map { (CommandKey($0.0), Content(kind: $0.1, digest: $0.2)) }, uniquingKeysWith: { $1 })
    }

    func record(_ outcomes: [Outcome], in transaction: Transaction) async throws {
        guard !outcomes.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE command SET outcome = new.outcome, placement_id = new.placement_id, reason_codes = new.reasons
            FROM unnest(\(outcomes.map(\.id)), \(outcomes.map { $0.isAccepted ? "accepted" : "refused" }),
                \(outcomes.map(\.placementID)),
                \(outcomes.map { $0.reasonCodes.isEmpty ? nil : $0.reasonCodes.joined(separator: " ") }))
                AS new (id, outcome, placement_id, reasons)
            WHERE command.id = new.id
            """)
    }

    /// Records conflicts and returns those that were not known yet.
    func recordConflicts(
        _ conflicts: [(id: String, digest: [UInt8], first: [UInt8])], in transaction: Transaction
    ) async throws -> Set<ConflictKey> {
        guard !conflicts.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            INSERT INTO command_conflict (command_id, body_digest, first_body_digest)
            SELECT * FROM unnest(\(conflicts.map(\.id)), \(conflicts.map(\.digest)), \(conflicts.map(\.first)))
            ON CONFLICT DO NOTHING
            RETURNING command_id, body_digest
            """, as: (String, [UInt8]).self)
        return Set(rows.map { ConflictKey(command: CommandKey($0.0), digest: $0.1) })
    }

    struct ConflictKey: Hashable, Sendable {
        let command: CommandKey
        let digest: [UInt8]
    }
}
