import Foundation
import Postgres

/// The right to publish the outbox of this schema. One process holds it, for ten seconds at a time.
///
/// All times come from the database's clock, so differences between the clocks of processes do not matter. An expiry
/// further ahead than any lease lasts was written before that clock was set back, and does not count. Each change of
/// owner raises the epoch, and every statement that records rows as published names the epoch. A holder that was paused
/// can still send rows that it has read; readers tolerate that.
struct RelayLease: Sendable {
    static let name = "outbox"
    static let duration = Duration.seconds(10)

    let owner: UUID
    let database: Database

    /// Takes or renews the lease. Returns its epoch, or `nil` while another process holds it.
    ///
    /// After an error of the connection the lease may be held nevertheless; asking again is harmless.
    func acquire() async throws -> Int64? {
        try await database.query(
            """
            INSERT INTO relay_lease AS held (name, owner, epoch, expires_at)
            VALUES (\(Self.name), \(owner), 1, clock_timestamp() + make_interval(secs => \(Self.seconds)))
            ON CONFLICT (name) DO UPDATE
                SET owner = excluded.owner,
                    epoch = held.epoch + CASE WHEN held.owner = excluded.owner THEN 0 ELSE 1 END,
                    expires_at = clock_timestamp() + make_interval(secs => \(Self.seconds))
                WHERE held.owner = excluded.owner OR held.expires_at < clock_timestamp()
                    OR held.expires_at > clock_timestamp() + 2 * make_interval(secs => \(Self.seconds))
            RETURNING epoch
            """, as: Int64.self
        ).first
    }

    /// Lets the next process take over at once.
    func release(epoch: Int64) async throws {
        try await database.execute(
            """
            UPDATE relay_lease SET expires_at = clock_timestamp() - interval '1 second'
            WHERE name = \(Self.name) AND owner = \(owner) AND epoch = \(epoch)
            """)
    }

    static var seconds: Double { Double(duration.components.seconds) }
}
