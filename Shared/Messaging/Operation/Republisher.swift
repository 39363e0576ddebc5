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
    /// - Parameters:
    ///   - since: only what was appended at this time or later.
    ///   - eventID: only events of the key that this event has, so that an operator need not know a key, which may name
    ///     a person.
    /// - Returns: how many events were marked. Those that are still to be sent for the first time are not counted.
    package func republish(topic: Topic, since: Date? = nil, keyOf eventID: UUID? = nil) async throws -> Int {
        var ofKey: SQL = ""
        if let eventID {
            guard let key = try await key(of: eventID, on: topic) else { return 0 }
            ofKey = "AND key = \(key)"
        }
        var marked = 0
        try await throughTheOutbox { window in
            let rows = try await database.query(
                """
                WITH chunk AS (
                    SELECT seq FROM outbox
                    WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND topic = \(topic.name)
                        AND appended_at >= \(since ?? .distantPast) \(ofKey)
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

    /// Whether the service has published this event on the topic.
    package func knows(_ eventID: UUID, on topic: Topic) async throws -> Bool {
        try await key(of: eventID, on: topic) != nil
    }

    private func key(of eventID: UUID, on topic: Topic) async throws -> String? {
        var key: String?
        try await throughTheOutbox { window in
            key = try await database.query(
                """
                SELECT key FROM outbox
                WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND topic = \(topic.name)
                    AND event_id = \(eventID)
                """, as: String.self
            ).first
            return key == nil
        }
        return key
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
