import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Facts about teachers that are published while letters to them wait.
struct TeacherStore: Sendable {
    /// Saves the names under which registration shows teachers now.
    func saveNames(_ names: [TRN: Personal<String>], at now: Date, in transaction: Transaction) async throws {
        guard !names.isEmpty else { return }
        let rows = Array(names)
        try await transaction.execute(
            """
            INSERT INTO teacher (trn, name, updated_at)
            SELECT new.trn, new.name, \(now)
            FROM unnest(\(rows.map { $0.key }), \(rows.map { $0.value.revealed })) AS new (trn, name)
            ORDER BY new.trn
            ON CONFLICT (trn) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
            """)
    }

    /// Saves the ends of placements. The latest published last day replaces an earlier one; once a departure is marked
    /// as caused by another registration, it stays marked.
    func saveDepartures(
        _ departures: [PlacementID: Departure], at now: Date, in transaction: Transaction
    ) async throws {
        guard !departures.isEmpty else { return }
        let rows = Array(departures)
        try await transaction.execute(
            """
            INSERT INTO departure (placement_id, left_on, is_registered_elsewhere, updated_at)
            SELECT new.placement_id, new.left_on, new.is_registered_elsewhere, \(now)
            FROM unnest(\(rows.map { $0.key }), \(rows.map { $0.value.leftOn }),
                \(rows.map { $0.value.isRegisteredAnew }))
                AS new (placement_id, left_on, is_registered_elsewhere)
            ORDER BY new.placement_id
            ON CONFLICT (placement_id) DO UPDATE
            SET left_on = excluded.left_on,
                is_registered_elsewhere = departure.is_registered_elsewhere OR excluded.is_registered_elsewhere,
                updated_at = excluded.updated_at
            """)
    }
}
