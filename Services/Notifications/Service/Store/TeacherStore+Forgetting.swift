import Foundation
import Postgres

extension TeacherStore {
    /// Deletes the names of teachers to whom no letter is kept any more, and about whom nothing was published since
    /// `end`.
    ///
    /// A registration saves the name again in the transaction that enters its letter, so a deleted name is not missed.
    func forgetNames(toldBefore end: Date, limit: Int, in transaction: Transaction) async throws -> Int {
        try await transaction.execute(
            """
            DELETE FROM teacher WHERE trn IN (
                SELECT known.trn FROM teacher AS known
                WHERE known.updated_at <= \(end)
                    AND NOT EXISTS (SELECT FROM message WHERE message.trn = known.trn)
                ORDER BY known.updated_at LIMIT \(limit)
                FOR UPDATE OF known SKIP LOCKED)
            """)
    }

    /// Deletes the ends of placements about which no letter can be sent any more.
    func forgetDepartures(toldBefore end: Date, limit: Int, in transaction: Transaction) async throws -> Int {
        try await transaction.execute(
            """
            DELETE FROM departure WHERE placement_id IN (
                SELECT known.placement_id FROM departure AS known
                WHERE known.updated_at <= \(end)
                    AND NOT EXISTS (
                        SELECT FROM message
                        WHERE message.placement_id = known.placement_id AND message.forgotten_at IS NULL)
                ORDER BY known.updated_at LIMIT \(limit)
                FOR UPDATE OF known SKIP LOCKED)
            """)
    }
}
