package import Events
package import Foundation
package import Postgres

/// Has the relay send events of the outbox once more: after a topic was lost, or for a reader that begins anew.
package struct Republisher: Sendable {
    private let database: Database

    private static let window: Int64 = 50_000

    package init(database: Database) {
        self.database = database
    }

    /// Marks the events of a topic, in order; the relay sends them with the same ids and the header `replay: 1`.
    ///
    /// What the broker refused was never sent. It goes back among the events that wait to be sent, without the header:
    /// readers that tell people nothing about a replay have not heard of it yet.
    ///
    /// - Parameter since: only what was appended at this time or later.
    /// - Returns: how many events were marked. Those that are still to be sent for the first time are not counted.
    package func republish(topic: Topic, since: Date? = nil) async throws -> Int {
        try await republish(topic: topic.name, since: since)
    }

    /// Marks the events of the key that an event has, so that an operator need not know the key, which may name a person.
    ///
    /// - Returns: nil where the service has published no such event on these topics.
    package func republish(
        keyOf eventID: UUID, among topics: [Topic], since: Date? = nil
    ) async throws -> (topic: String, count: Int)? {
        guard let (topic, key) = try await place(of: eventID, among: topics) else { return nil }
        return (topic, try await republish(topic: topic, since: since, "AND key = \(key)"))
    }

    private func republish(topic: String, since: Date?, _ condition: SQL = "") async throws -> Int {
        var marked = 0
        try await throughTheOutbox { window in
            let rows = try await database.query(
                """
                WITH chunk AS (
                    SELECT seq FROM outbox
                    WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND topic = \(topic)
                        AND appended_at >= \(since ?? .distantPast) \(condition)
                ), refused AS (
                    DELETE FROM outbox_refused WHERE seq IN (SELECT seq FROM chunk) RETURNING seq
                ), marked AS (
                    INSERT INTO outbox_unpublished (seq, is_replay)
                    SELECT seq, NOT EXISTS (SELECT FROM refused WHERE refused.seq = chunk.seq) FROM chunk ORDER BY seq
                    ON CONFLICT DO NOTHING
                    RETURNING seq
                )
                SELECT count(*) FROM marked
                """, as: Int.self)
            marked += rows.first ?? 0
            return true
        }
        return marked
    }

    private func place(of eventID: UUID, among topics: [Topic]) async throws -> (topic: String, key: String)? {
        var place: (String, String)?
        try await throughTheOutbox { window in
            place = try await database.query(
                """
                SELECT topic, key FROM outbox
                WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND event_id = \(eventID)
                    AND topic = ANY(\(topics.map(\.name)))
                """, as: (String, String).self
            ).first
            return place == nil
        }
        return place
    }

    /// Piece by piece, for as long as `body` wants more: the log may be large, and a statement may not take long.
    private func throughTheOutbox(_ body: (ClosedRange<Int64>) async throws -> Bool) async throws {
        let ends = try await database.query(
            "SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM outbox", as: (Int64, Int64).self)
        guard let (first, last) = ends.first else { return }
        var start = first
        while start <= last {
            let end = min(last, start + Self.window - 1)
            guard try await body(start...end) else { return }
            start = end + 1
        }
    }
}
