package import Events
package import Foundation
package import Postgres

/// Has the relay send events of the outbox once more: after a topic was lost, or for a reader that begins anew.
package struct Republisher: Sendable {
    private let database: Database

    private static let chunk = 20_000

    package init(database: Database) {
        self.database = database
    }

    /// Marks the events of a topic, in order; the relay sends them with the same ids and the header `replay: 1`.
    ///
    /// - Parameter since: only what was appended at this time or later.
    /// - Returns: how many events were marked. Those that are still to be sent for the first time are not counted.
    package func republish(topic: Topic, since: Date? = nil) async throws -> Int {
        var marked = 0
        var after: Int64 = 0
        while true {
            let rows = try await database.query(
                """
                WITH chunk AS (
                    SELECT seq FROM outbox
                    WHERE topic = \(topic.name) AND seq > \(after) AND appended_at >= \(since ?? .distantPast)
                    ORDER BY seq LIMIT \(Self.chunk)
                ), marked AS (
                    INSERT INTO outbox_unpublished (seq, is_replay)
                    SELECT seq, true FROM chunk ORDER BY seq
                    ON CONFLICT DO NOTHING
                    RETURNING seq
                )
                SELECT (SELECT max(seq) FROM chunk), (SELECT count(*) FROM marked)
                """, as: (Int64?, Int64).self)
            guard let (last, count) = rows.first, let last else { return marked }
            marked += Int(count)
            after = last
        }
    }
}
