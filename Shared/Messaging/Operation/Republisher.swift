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

    /// Whether the service has published this event on the topic.
    package func knows(_ eventID: UUID, on topic: Topic) async throws -> Bool {
        try await database.query(
            "SELECT EXISTS (SELECT FROM outbox WHERE topic = \(topic.name) AND event_id = \(eventID))", as: Bool.self
        ).first ?? false
    }
}
