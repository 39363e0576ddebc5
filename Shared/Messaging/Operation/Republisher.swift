package import Events
package import Foundation
package import Postgres

/// A way to make the relay send events of the outbox once more, after a topic was lost or for a reader that starts from
/// the beginning.
package struct Republisher: Sendable {
    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Marks the events of a topic. The relay sends them in order, with the same ids and the header `replay: 1`.
    ///
    /// Events that the broker refused were never sent. They are queued without the header, because readers that notify
    /// nobody about a replay have not seen them yet. The service publishes nothing while events are being marked.
    ///
    /// - Parameter since: only events that were appended at this time or later.
    /// - Returns: how many events were marked. Events that are still to be sent for the first time are not counted.
    /// - Throws: ``RelayLease/Lost`` when another process began to publish in the meantime. Some of the newest events
    ///   may have been marked by then; it is right to call this again.
    package func republish(topic: Topic, since: Date? = nil) async throws -> Int {
        try await republish(topic: topic.name, since: since)
    }

    /// Marks the events that have the same key as the given event. The operator need not know the key, which may name a
    /// person.
    ///
    /// - Returns: nil if the service has published no such event on these topics.
    package func republish(
        keyOf eventID: UUID, among topics: [Topic], since: Date? = nil
    ) async throws -> (topic: String, count: Int)? {
        guard let (topic, key) = try await place(of: eventID, among: topics) else { return nil }
        return (topic, try await republish(topic: topic, since: since, "AND key = \(key)"))
    }

    private func republish(topic: String, since: Date?, _ condition: SQL = "") async throws -> Int {
        let lease = RelayLease(owner: UUID(), database: database)
        return try await lease.borrowing { epoch in
            try await Replay(lease: lease, epoch: epoch, database: database)
                .mark(topic: topic, since: since, condition)
        }
    }

    private func place(of eventID: UUID, among topics: [Topic]) async throws -> (topic: String, key: String)? {
        for window in try await OutboxStore.windows(in: database) {
            let place = try await database.query(
                """
                SELECT topic, key FROM outbox
                WHERE seq BETWEEN \(window.lowerBound) AND \(window.upperBound) AND event_id = \(eventID)
                    AND topic = ANY(\(topics.map(\.name)))
                """, as: (String, String).self
            ).first
            if let place { return place }
        }
        return nil
    }
}
