import Events
import Messaging
import Postgres
import Vocabulary

/// The copy of what identity publishes about teachers.
struct TeacherStore: Sendable {
    /// Saves snapshots, in the order of numbers.
    func save(_ snapshots: [TeacherUpdated], in transaction: Transaction) async throws {
        let ordered = snapshots.sorted { $0.trn < $1.trn }
        try await transaction.execute(
            """
            INSERT INTO teacher (trn, status, merged_into, first_name, last_name, induction_status)
            SELECT * FROM unnest(\(ordered.map(\.trn)), \(ordered.map(\.status.rawValue)),
                \(ordered.map(\.mergedInto)), \(ordered.map(\.facts?.firstName)), \(ordered.map(\.facts?.lastName)),
                \(ordered.map(\.facts?.induction.status)))
            ON CONFLICT (trn) DO UPDATE SET status = excluded.status, merged_into = excluded.merged_into,
                first_name = excluded.first_name, last_name = excluded.last_name,
                induction_status = excluded.induction_status
            """)
    }
}
