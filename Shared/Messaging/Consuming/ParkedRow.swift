import Events
import Foundation
import Kafka
import Postgres

/// A parked record that may be tried again.
struct ParkedRow: Sendable {
    let seq: Int64
    let eventID: UUID
    let kind: ParkedKind
    let image: [UInt8]
    /// How often it was begun without an end, this time included once it is claimed.
    private(set) var begun: Int32

    private typealias Columns = (Int64, UUID, String, [UInt8], Int32)

    private init?(_ columns: Columns) {
        guard let kind = ParkedKind(rawValue: columns.2) else { return nil }
        seq = columns.0
        eventID = columns.1
        self.kind = kind
        image = columns.3
        begun = columns.4
    }

    /// Events that waited for an earlier version which has come, with those that follow them, in order per key.
    static func healable(of consumer: String, limit: Int, in database: Database) async throws -> [ParkedRow] {
        try await database.query(
            """
            SELECT parked.seq, parked.event_id, parked.kind, parked.record, parked.begun
            FROM parked
            WHERE parked.consumer = \(consumer) AND parked.kind = 'gap' AND parked.state = 'open'
                AND EXISTS (
                    SELECT FROM applied_version AS known
                    JOIN parked AS next USING (consumer, topic, key)
                    WHERE known.consumer = \(consumer) AND known.topic = parked.topic AND known.key = parked.key
                        AND next.kind = 'gap' AND next.state = 'open' AND next.version <= known.version + 1)
                AND NOT EXISTS (
                    SELECT FROM parked_key AS blocked
                    WHERE blocked.consumer = \(consumer) AND blocked.topic = parked.topic AND blocked.key = parked.key)
                AND \(isFree)
            ORDER BY parked.topic, parked.key, parked.version
            LIMIT \(limit)
            """, as: Columns.self
        ).compactMap(ParkedRow.init)
    }

    /// The heads of blocked keys that an operator wants to run again, or whose poison event is gone.
    static func replayable(of consumer: String, limit: Int, in database: Database) async throws -> [ParkedRow] {
        try await database.query(
            """
            SELECT seq, event_id, kind, record, begun
            FROM (
                SELECT DISTINCT ON (topic, key) seq, event_id, kind, state, record, is_truncated, begun, begun_at
                FROM parked JOIN parked_key USING (consumer, topic, key)
                WHERE consumer = \(consumer) AND kind IN ('poison', 'waiting') AND state <> 'discarded'
                ORDER BY topic, key, coalesce(version, 0), seq
            ) AS head
            WHERE (state = 'replay' OR kind = 'waiting') AND NOT is_truncated AND \(isFree)
            UNION ALL
            SELECT seq, event_id, kind, record, begun
            FROM parked
            WHERE consumer = \(consumer) AND key IS NULL AND state = 'replay' AND NOT is_truncated AND \(isFree)
            ORDER BY seq
            LIMIT \(limit)
            """, as: Columns.self
        ).compactMap(ParkedRow.init)
    }

    /// No process is at it, or the one that was is taken for dead: no run takes half as long. What was begun in the future was
    /// begun before the clock went back.
    private static let isFree: SQL =
        """
        (begun_at IS NULL
            OR begun_at NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() + interval '1 second')
        """

    /// Takes rows for this process and answers those that were free.
    ///
    /// Only one process is at a row at a time, so that the number of times it was begun counts deaths and nothing else.
    static func claim(_ rows: [ParkedRow], in database: Database) async throws -> [ParkedRow] {
        let claimed = try await database.query(
            """
            WITH free AS (
                SELECT seq FROM parked WHERE seq = ANY(\(rows.map(\.seq))) AND \(isFree) ORDER BY seq FOR UPDATE
            )
            UPDATE parked SET begun = begun + 1, begun_at = clock_timestamp() FROM free WHERE parked.seq = free.seq
            RETURNING parked.seq, parked.begun
            """, as: (Int64, Int32).self)
        let begun = Dictionary(claimed.map { ($0.0, $0.1) }, uniquingKeysWith: { $1 })
        return rows.compactMap { row in
            begun[row.seq].map { count in
                var row = row
                row.begun = count
                return row
            }
        }
    }

    static func isAnyParked(_ seqs: Set<Int64>, in database: Database) async throws -> Bool {
        guard !seqs.isEmpty else { return false }
        return try await database.query(
            "SELECT EXISTS (SELECT FROM parked WHERE seq = ANY(\(Array(seqs))))", as: Bool.self
        ).first ?? false
    }

    /// Gives back what is left of rows that this process survived.
    static func release(_ rows: [ParkedRow], in database: Database) async throws {
        guard !rows.isEmpty else { return }
        try await database.execute(
            """
            UPDATE parked SET begun = greatest(begun - 1, 0), begun_at = NULL WHERE seq = ANY(\(rows.map(\.seq)))
            """)
    }

    /// - Parameter isReadingBody: only for who has claimed the row, as a body may end the process that reads it.
    /// - Throws: when the record does not read as an event.
    func event(for subscription: Subscription, isReadingBody: Bool) throws -> IncomingEvent {
        let record = try RecordImage(decoding: image).record
        let ordering = subscription.topics.first { $0.name == record.topic }?.ordering
        return try IncomingEvent(
            record, ordering: ordering, in: subscription, origin: .parked(kind), isReadingBody: isReadingBody)
    }

    /// Too many processes have died over it to read it once more. Known once it is claimed.
    var isGivenUp: Bool { begun >= AttemptJournal.maximumAttempts }
}
