package import Events
package import Foundation
package import Postgres

/// Has the relay send events of the outbox once more: after a topic was lost, or for a reader that begins anew.
package struct Republisher: Sendable {
    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Marks the events of a topic, in order; the relay sends them with the same ids and the header `replay: 1`.
    ///
    /// What the broker refused was never sent. It goes back among the events that wait to be sent, without the header:
    /// readers that tell people nothing about a replay have not heard of it yet. The service publishes nothing while they
    /// are marked.
    ///
    /// - Parameter since: only what was appended at this time or later.
    /// - Returns: how many events were marked. Those that are still to be sent for the first time are not counted.
    /// - Throws: ``RelayLease/Lost`` when another process began to publish meanwhile; some of the newest may have been
    ///   marked, and to do it again is right.
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
