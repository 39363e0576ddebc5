import Foundation
import Postgres

extension RelayLease {
    /// The error that the lease belongs to another process now.
    struct Lost: InfrastructureFailure, CustomStringConvertible {
        let description = "another process has taken the right to publish the outbox; try again"
    }

    /// Takes the lease over from its holder, if any, runs the body, and gives the lease back to that holder.
    ///
    /// It goes back to the same process because that process may still be sending rows that it has read. Another
    /// process would send newer events at the same time.
    func borrowing<R: Sendable>(_ body: (_ epoch: Int64) async throws -> R) async throws -> R {
        let (epoch, holder) = try await takeOver()
        let result: Result<R, any Error>
        do {
            result = .success(try await body(epoch))
        } catch {
            result = .failure(error)
        }
        // In a task of its own, since this one may have been cancelled. If giving the lease back fails, it expires.
        let isBack = await Task { try await giveBack(epoch, to: holder) }.result
        if case .success = result { try isBack.get() }
        return try result.get()
    }

    /// Renews the lease within a transaction. No other process can take the lease before that transaction ends.
    ///
    /// - Throws: ``Lost``.
    func keep(_ epoch: Int64, in transaction: Transaction) async throws {
        let kept = try await transaction.execute(
            """
            UPDATE relay_lease SET expires_at = clock_timestamp() + make_interval(secs => \(Self.seconds))
            WHERE name = \(Self.name) AND owner = \(owner) AND epoch = \(epoch)
            """)
        guard kept == 1 else { throw Lost() }
    }

    /// Takes the lease. Returns the new epoch and the process that held the lease, if any.
    private func takeOver() async throws -> (epoch: Int64, holder: UUID?) {
        try await database.transaction { transaction in
            let holder = try await transaction.query(
                "SELECT owner, expires_at > clock_timestamp() FROM relay_lease WHERE name = \(Self.name) FOR UPDATE",
                as: (UUID, Bool).self
            ).first { $0.1 }
            let epoch = try await transaction.query(
                """
                INSERT INTO relay_lease AS held (name, owner, epoch, expires_at)
                VALUES (\(Self.name), \(owner), 1, clock_timestamp() + make_interval(secs => \(Self.seconds)))
                ON CONFLICT (name) DO UPDATE
                    SET owner = excluded.owner, epoch = held.epoch + 1, expires_at = excluded.expires_at
                RETURNING epoch
                """, as: Int64.self
            ).first
            guard let epoch else { throw Lost() }
            return (epoch, holder?.0)
        }
    }

    private func giveBack(_ epoch: Int64, to holder: UUID?) async throws {
        guard let holder else { return try await release(epoch: epoch) }
        try await database.execute(
            """
            UPDATE relay_lease
            SET owner = \(holder), epoch = epoch + 1,
                expires_at = clock_timestamp() + make_interval(secs => \(Self.seconds))
            WHERE name = \(Self.name) AND owner = \(owner) AND epoch = \(epoch)
            """)
    }
}
