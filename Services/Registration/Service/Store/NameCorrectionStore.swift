import Events
import Messaging
import Postgres
import Vocabulary

/// Corrections of names, for the operators who watch them.
struct NameCorrectionStore: Sendable {
    func save(_ corrections: [(event: ECTNameCorrected, commandID: String)], in transaction: Transaction) async throws {
        guard !corrections.isEmpty else { return }
        let events = corrections.map(\.event)
        try await transaction.execute(
            """
            INSERT INTO name_correction (placement_id, command_id, trn, urn, previous_name, name, is_significant,
                requested_by, corrected_at)
            SELECT * FROM unnest(\(events.map(\.placementID)), \(corrections.map(\.commandID)), \(events.map(\.trn)),
                \(events.map(\.urn)), \(events.map(\.previousName.revealed)), \(events.map(\.name.revealed)),
                \(events.map(\.isSignificant)), \(events.map(\.requestedBy)), \(events.map(\.correctedAt)))
            """)
    }
}
