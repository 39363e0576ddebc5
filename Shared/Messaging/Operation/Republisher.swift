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
    /// What the broker refused was never sent. It goes back among the events that wait to be sent, without the header:
    /// readers that tell people nothing about a replay have not heard of it yet.
    ///
    /// - Parameters:
    ///   - since: only what was appended at this time or later.
    ///   - eventID: only events of the key that this event has, so that an operator need not know a key, which may name
    ///     a person.
    /// - Returns: how many events were marked. Those that are still to be sent for the first time are not counted.
    package func republish(topic: Topic, since: Date? = nil, keyOf eventID: UUID? = nil) async throws -> Int {
        let ofKey: SQL =
            if let eventID {
                "AND key IN (SELECT key FROM outbox WHERE topic = \(topic.name) AND event_id = \(eventID))"
            } else { "" }
        var marked = 0
        var after: Int64 = 0
        while true {
            let rows = try await database.query(
                """
                WITH chunk AS (
                    SELECT seq FROM outbox
                    WHERE topic = \(topic.name) AND seq > \(after) AND appended_at >= \(since ?? .distantPast) \(ofKey)
                    ORDER BY seq LIMIT \(Self.chunk)
                ), refused AS (
                    DELETE FROM outbox_refused WHERE seq IN (SELECT seq FROM chunk) RETURNING seq
                ), marked AS (
                    INSERT INTO outbox_unpublished (seq, is_replay)
                    SELECT seq, NOT EXISTS (SELECT FROM refused WHERE refused.seq = chunk.seq) FROM chunk ORDER BY seq
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

    /// Whether the service has published this event on the topic.
    package func knows(_ eventID: UUID, on topic: Topic) async throws -> Bool {
        try await database.query(
            "SELECT EXISTS (SELECT FROM outbox WHERE topic = \(topic.name) AND event_id = \(eventID))", as: Bool.self
        ).first ?? false
    }
}
