import Messaging
import Postgres
import Vocabulary

/// Reads for operators: who asked for what, and which names were corrected.
struct AuditReads: Sendable {
    let database: Database

    struct CommandView: Sendable {
        let id: String
        let kind: String
        /// Written with the command itself, so a reader finds it absent for none that was decided.
        let outcome: String?
        let reasonCodes: [String]
        let placementID: PlacementID?
        let requestedBy: String?
        let receivedAt: Instant
    }

    struct NameCorrectionView: Sendable {
        let number: Int64
        let trn: TRN
        let urn: URN
        let placementID: PlacementID
        let commandID: String
        let previousName: String
        let name: String
        let isSignificant: Bool
        let requestedBy: String?
        let correctedAt: Instant
    }

    func command(_ id: String) async throws -> CommandView? {
        try await database.query(
            """
            SELECT id, kind, outcome, reason_codes, placement_id, requested_by, received_at
            FROM command WHERE id = \(id)
            """, as: (String, String, String?, String?, PlacementID?, String?, Instant).self
        ).first.map { row in
            CommandView(
                id: row.0, kind: row.1, outcome: row.2,
                reasonCodes: row.3?.split(separator: " ").map(String.init) ?? [],
                placementID: row.4, requestedBy: row.5, receivedAt: row.6)
        }
    }

    /// Returns corrections of names, newest first.
    ///
    /// - Parameter before: The number of the last correction on the previous page.
    func nameCorrections(of trn: TRN?, before: Int64?, limit: Int) async throws -> [NameCorrectionView] {
        var conditions: [SQL] = ["true"]
        if let trn { conditions.append("trn = \(trn)") }
        if let before { conditions.append("seq < \(before)") }
        return try await database.query(
            """
            SELECT seq, trn, urn, placement_id, command_id, previous_name, name, is_significant, requested_by, corrected_at
            FROM name_correction WHERE \(SQL.joined(conditions, by: " AND ")) ORDER BY seq DESC LIMIT \(limit)
            """, as: (Int64, TRN, URN, PlacementID, String, String, String, Bool, String?, Instant).self
        ).map { row in
            NameCorrectionView(
                number: row.0, trn: row.1, urn: row.2, placementID: row.3, commandID: row.4, previousName: row.5,
                name: row.6, isSignificant: row.7, requestedBy: row.8, correctedAt: row.9)
        }
    }
}
