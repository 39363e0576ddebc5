package import Foundation
package import Postgres

/// The actions of operators on parked events. No handler runs here: the service takes up released events within a
/// second, with its own handlers. Every action is recorded with the operator who took it.
package struct DeadLetters: Sendable {
    private let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Lists the oldest parked events.
    ///
    /// - Parameter consumer: only those of this subscription.
    package func list(consumer: String? = nil, limit: Int = 100) async throws -> [DeadLetter] {
        let ofConsumer: SQL = if let consumer { "AND consumer = \(consumer)" } else { "" }
        return try await database.query(
            """
            SELECT event_id, consumer, kind, topic, partition, record_offset, key, version, type, reason, attempts,
                parked_at, state = 'replay'
            FROM parked
            WHERE state <> 'discarded' \(ofConsumer)
            ORDER BY seq
            LIMIT \(limit)
            """,
            as: (
                UUID, String, String, String, Int32, Int64, String?, Int64?, String?, String, Int32, Date, Bool
            ).self
        ).map { row in
            DeadLetter(
                eventID: row.0, consumer: row.1, kind: DeadLetter.Kind(rawValue: row.2) ?? .poison, topic: row.3,
                partition: row.4, offset: row.5, key: row.6, version: row.7, type: row.8, reason: row.9,
                attempts: row.10, parkedAt: row.11, isReleased: row.12)
        }
    }

    /// Releases a poison event. If it succeeds, the events that wait behind it follow in order.
    ///
    /// - Throws: ``DeadLetterProblem``.
    package func replay(_ eventID: UUID, actor: String) async throws {
        try await database.transaction { transaction in
            let letters = try await find(eventID, in: transaction)
            for letter in letters {
                try await requireHead(letter, in: transaction)
                guard !letter.isTruncated else { throw DeadLetterProblem.tooLargeToReplay(eventID) }
                try await transaction.execute("UPDATE parked SET state = 'replay' WHERE seq = \(letter.seq)")
                try await audit(letter, "replay", actor: actor, reason: "", in: transaction)
            }
        }
    }

    /// Releases everything that is parked for a key, in order.
    ///
    /// - Returns: how many events will run again.
    /// - Throws: ``DeadLetterProblem``.
    @discardableResult
    package func replay(key: String, of topic: String, actor: String) async throws -> Int {
        try await database.transaction { transaction in
            if let head = try await truncatedHead(of: key, topic, in: transaction) {
                throw DeadLetterProblem.tooLargeToReplay(head)
            }
            let released = try await transaction.query(
                """
                WITH released AS (
                    UPDATE parked SET state = 'replay'
                    WHERE topic = \(topic) AND key = \(key) AND kind IN ('poison', 'waiting') AND state = 'open'
                        AND NOT is_truncated
                    RETURNING consumer, event_id
                )
                INSERT INTO dead_letter_audit (consumer, event_id, action, actor, reason)
                SELECT consumer, event_id, 'replay key', \(actor), '' FROM released
                RETURNING event_id
                """, as: UUID.self)
            guard !released.isEmpty else { throw DeadLetterProblem.nothingParked(topic: topic) }
            return released.count
        }
    }

    /// Gives up a poison event. Its version counts as applied if it is the next one, and the events that wait behind it
    /// are run.
    ///
    /// The row is kept for 30 days.
    /// - Throws: ``DeadLetterProblem``.
    package func discard(_ eventID: UUID, because reason: String, actor: String) async throws {
        try await database.transaction { transaction in
            for letter in try await find(eventID, in: transaction) {
                try await requireHead(letter, in: transaction)
                try await transaction.execute("UPDATE parked SET state = 'discarded' WHERE seq = \(letter.seq)")
                try await transaction.execute(
                    """
                    UPDATE inbox SET outcome = 'discarded'
                    WHERE consumer = \(letter.consumer) AND event_id = \(eventID)
                    """)
                if let key = letter.key {
                    let subject = Subject(topic: letter.topic, key: key)
                    try await passOver(letter, subject, in: transaction)
                    try await ParkedStore(consumer: letter.consumer).unblock([subject], in: transaction)
                }
                try await audit(letter, "discard", actor: actor, reason: reason, in: transaction)
            }
        }
    }

    /// Skips versions that will never arrive. The first event that waits in a gap of the same key becomes the next one
    /// to apply.
    ///
    /// A poison event of the key must be replayed or discarded first: if it were skipped, it would count as stale and
    /// could never be run.
    ///
    /// - Throws: ``DeadLetterProblem``, also for an event that does not wait in a gap or that waits behind poison.
    package func skipGap(before eventID: UUID, because reason: String, actor: String) async throws {
        try await database.transaction { transaction in
            let skipped = try await transaction.query(
                """
                WITH next AS (
                    SELECT DISTINCT ON (consumer) consumer, topic, key, waiting.event_id, waiting.version
                    FROM parked AS named JOIN parked AS waiting USING (consumer, topic, key)
                    WHERE named.event_id = \(eventID) AND named.kind = 'gap' AND named.state = 'open'
                        AND waiting.kind = 'gap' AND waiting.state = 'open'
                        AND NOT EXISTS (
                            SELECT FROM parked_key AS blocked
                            WHERE blocked.consumer = named.consumer AND blocked.topic = named.topic
                                AND blocked.key = named.key)
                    ORDER BY consumer, waiting.version
                ), moved AS (
                    UPDATE applied_version AS known SET version = next.version - 1
                    FROM next
                    WHERE known.consumer = next.consumer AND known.topic = next.topic AND known.key = next.key
                        AND known.version < next.version - 1
                    RETURNING known.consumer, next.event_id
                )
                INSERT INTO dead_letter_audit (consumer, event_id, action, actor, reason)
                SELECT consumer, event_id, 'skip gap', \(actor), \(reason) FROM moved
                RETURNING event_id
                """, as: UUID.self)
            guard !skipped.isEmpty else { throw DeadLetterProblem.waitsForNothing(eventID) }
        }
    }
}

extension DeadLetters {
    private struct Letter {
        let seq: Int64
        let eventID: UUID
        let consumer: String
        let kind: String
        let topic: String
        let key: String?
        let version: Int64?
        let isTruncated: Bool
    }

    /// Returns the rows of an event, one for each subscription that parked it. Locks their keys first.
    private func find(_ eventID: UUID, in transaction: Transaction) async throws -> [Letter] {
        try await transaction.execute(
            """
            SELECT FROM parked_key
            WHERE (consumer, topic, key) IN (SELECT consumer, topic, key FROM parked WHERE event_id = \(eventID))
            ORDER BY consumer, topic, key
            FOR UPDATE
            """)
        let rows = try await transaction.query(
            """
            SELECT seq, consumer, kind, topic, key, version, is_truncated
            FROM parked WHERE event_id = \(eventID) AND state <> 'discarded'
            ORDER BY consumer
            FOR UPDATE
            """, as: (Int64, String, String, String, String?, Int64?, Bool).self)
        guard !rows.isEmpty else { throw DeadLetterProblem.unknown(eventID) }
        return rows.map {
            Letter(
                seq: $0.0, eventID: eventID, consumer: $0.1, kind: $0.2, topic: $0.3, key: $0.4, version: $0.5,
                isTruncated: $0.6)
        }
    }

    private func requireHead(_ letter: Letter, in transaction: Transaction) async throws {
        guard let key = letter.key else { return }
        if letter.kind == "gap" {
            throw DeadLetterProblem.waitsForVersion((letter.version ?? 1) - 1)
        }
        let head = try await transaction.query(
            """
            SELECT event_id FROM parked
            WHERE consumer = \(letter.consumer) AND topic = \(letter.topic) AND key = \(key)
                AND kind IN ('poison', 'waiting') AND state <> 'discarded'
            ORDER BY coalesce(version, 0), seq
            LIMIT 1
            """, as: UUID.self
        ).first
        if let head, head != letter.eventID { throw DeadLetterProblem.behind(head) }
    }

    /// Returns the first event of a key if it was too large to be kept whole: the events behind it would wait for it
    /// for ever.
    private func truncatedHead(of key: String, _ topic: String, in transaction: Transaction) async throws -> UUID? {
        try await transaction.query(
            """
            SELECT event_id
            FROM (
                SELECT DISTINCT ON (consumer) event_id, is_truncated FROM parked
                WHERE topic = \(topic) AND key = \(key) AND kind IN ('poison', 'waiting') AND state <> 'discarded'
                ORDER BY consumer, coalesce(version, 0), seq
            ) AS head
            WHERE is_truncated
            LIMIT 1
            """, as: UUID.self
        ).first
    }

    private func passOver(_ letter: Letter, _ subject: Subject, in transaction: Transaction) async throws {
        guard let version = letter.version else { return }
        try await transaction.execute(
            """
            INSERT INTO applied_version AS known (consumer, topic, key, version)
            SELECT \(letter.consumer), \(subject.topic), \(subject.key), \(version) WHERE \(version) = 1
            ON CONFLICT (consumer, topic, key) DO NOTHING
            """)
        try await transaction.execute(
            """
            UPDATE applied_version SET version = \(version)
            WHERE consumer = \(letter.consumer) AND topic = \(subject.topic) AND key = \(subject.key)
                AND version = \(version) - 1
            """)
    }

    private func audit(
        _ letter: Letter, _ action: String, actor: String, reason: String, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            """
            INSERT INTO dead_letter_audit (consumer, event_id, action, actor, reason)
            VALUES (\(letter.consumer), \(letter.eventID), \(action), \(actor), \(reason))
            """)
    }
}
