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
    /// How often a run of the row began without an end, including the current run once the row is claimed.
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

    /// Returns events whose missing earlier version has arrived, and the events that follow them, in order per key.
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

    /// Returns the heads of blocked keys that an operator released or whose poison event is gone, and the released
    /// records that have no key.
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

    /// No process has claimed this row in the last 30 seconds. A run takes seconds, so the process with an older claim is
    /// considered dead. If one takes longer, because the database is slow, two processes run the row, and its lock lets
    /// one of them apply it. A claim in the future was made before the clock was set back.
    private static let isFree: SQL =
        """
        (begun_at IS NULL
            OR begun_at NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() + interval '1 second')
        """

    /// Claims rows for this process and returns those that were free.
    ///
    /// Only one process runs a row at a time, so that ``begun`` counts crashes and nothing else.
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

    /// Releases the remaining rows of a run that this process survived.
    static func release(_ rows: [ParkedRow], in database: Database) async throws {
        guard !rows.isEmpty else { return }
        try await database.execute(
            """
            UPDATE parked SET begun = greatest(begun - 1, 0), begun_at = NULL WHERE seq = ANY(\(rows.map(\.seq)))
            """)
    }

    /// Decodes the record.
    ///
    /// - Parameter isReadingBody: true only for a process that has claimed the row, since a body may crash the process
    ///   that reads it.
    /// - Throws: when the record cannot be read as an event.
    func event(for subscription: Subscription, isReadingBody: Bool) throws -> IncomingEvent {
        let record = try RecordImage(decoding: image).record
        let ordering = subscription.topics.first { $0.name == record.topic }?.ordering
        return try IncomingEvent(
            record, ordering: ordering, in: subscription, origin: .parked(kind), parkedUnder: eventID,
            isReadingBody: isReadingBody)
    }

    /// Whether too many processes have crashed on the row to read it once more. Known once the row is claimed.
    var isGivenUp: Bool { begun >= AttemptJournal.maximumAttempts }
}
