import Events
import Foundation
import Postgres

/// An event that has waited too long for an earlier one of its key.
struct OverdueGap: Hashable, Sendable {
    let eventID: UUID
    let topic: String
    let partition: Int32
    let offset: Int64
    let type: String
    let version: Int64
    /// The last version of the key that was applied: the next one is missing.
    let applied: Int64
    let waited: Duration

    /// Returns the first waiting event of each such key, those that have waited longest first.
    ///
    /// Keys behind a poison event are left out: they wait for an operator, who has already been notified.
    static func all(
        of consumer: String, after patience: Duration, limit: Int, in database: Database
    ) async throws -> [OverdueGap] {
        try await database.query(
            """
            SELECT event_id, topic, partition, record_offset, coalesce(type, ''), version, applied, waited
            FROM (
                SELECT DISTINCT ON (topic, key) event_id, topic, partition, record_offset, type, parked.version,
                    coalesce(known.version, 0) AS applied,
                    (extract(epoch FROM clock_timestamp() - min(parked_at) OVER (PARTITION BY topic, key)) * 1000)::bigint
                        AS waited
                FROM parked LEFT JOIN applied_version AS known USING (consumer, topic, key)
                WHERE consumer = \(consumer) AND kind = 'gap' AND state = 'open'
                    AND NOT EXISTS (
                        SELECT FROM parked_key AS blocked
                        WHERE blocked.consumer = \(consumer) AND blocked.topic = parked.topic
                            AND blocked.key = parked.key)
                ORDER BY topic, key, parked.version
            ) AS first
            WHERE waited >= \(patience.components.seconds * 1_000)
            ORDER BY waited DESC
            LIMIT \(limit)
            """, as: (UUID, String, Int32, Int64, String, Int64, Int64, Int64).self
        ).map { row in
            OverdueGap(
                eventID: row.0, topic: row.1, partition: row.2, offset: row.3, type: row.4, version: row.5,
                applied: row.6, waited: .milliseconds(row.7))
        }
    }
}
