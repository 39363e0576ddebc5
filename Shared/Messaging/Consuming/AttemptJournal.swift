import Foundation
import Kafka
import Postgres

/// A journal that identifies the event that crashes the process. Swift cannot catch a trap, but the next process can
/// read what was written down.
///
/// In the first seconds of an assignment, the offsets of every batch are written to the journal in a transaction of
/// their own, before the batch is decoded. The row is deleted with the commit of the batch or after an error that the
/// process survived. A row that is found at the next assignment means that a process crashed on these records. They,
/// and all others that come with them, are then run one by one. Each has a row of its own, with the number of processes
/// that have begun it, which is written before the record is read. The record that has crashed three processes is
/// parked unread at the fourth. A lower limit would park innocent events on which two processes were killed by chance.
///
/// Later batches are not written down. A process that crashes on one has committed seconds of work before, and a later
/// process soon meets the same record within its first seconds.
struct AttemptJournal: Sendable {
    static let maximumAttempts: Int32 = 4
    static let verdict = "the process died three times while it handled this event"
    /// Longer than offsets wait for their commit, so that every process that crashes without leaving a row has made
    /// progress.
    static let watchfulTime: Duration = .seconds(5)

    struct Place: Hashable, Sendable {
        let consumer: String
        let topic: String
        let partition: Int32
    }

    /// A row of the journal: of one record, or of a batch if there is no offset.
    struct Row: Hashable, Sendable {
        let place: Place
        var offset: Int64?
    }

    /// What earlier processes left behind.
    struct Findings: Hashable, Sendable {
        /// The records of a batch, on one of which a process may have crashed.
        var batch: ClosedRange<Int64>?
        /// By offset, how many processes have begun a record that was run alone.
        var attempts: [Int64: Int32] = [:]

        /// The last offset that anything is known of.
        var last: Int64? { [batch?.upperBound, attempts.keys.max()].compactMap(\.self).max() }

        func covers(_ record: KafkaRecord) -> Bool { attempts(at: record.offset) > 0 }

        /// Returns how many processes may have crashed on a record.
        func attempts(at offset: Int64) -> Int32 {
            attempts[offset] ?? (batch?.contains(offset) == true ? 1 : 0)
        }
    }

    let place: Place
    let database: Database

    func read() async throws -> Findings {
        let batches = try await database.query(
            """
            SELECT first_offset, last_offset, attempts FROM attempt_journal
            WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
            """, as: (Int64, Int64, Int32).self)
        let records = try await database.query(
            """
            SELECT record_offset, attempts FROM attempted_record
            WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
            """, as: (Int64, Int32).self)
        var findings = Findings(attempts: Dictionary(records, uniquingKeysWith: max))
        if let (first, last, attempts) = batches.first, first <= last {
            findings.batch = first...last
            // The version before has no other row, and counts for the first record of this one.
            if attempts > 1 { findings.attempts[first] = max(findings.attempts[first] ?? 0, attempts) }
        }
        return findings
    }

    /// Writes down that a batch is begun, in place of an earlier one.
    func begin(_ batch: ClosedRange<Int64>) async throws {
        try await database.execute(
            """
            INSERT INTO attempt_journal (consumer, topic, partition, first_offset, last_offset, attempts)
            VALUES (\(place.consumer), \(place.topic), \(place.partition),
                \(batch.lowerBound), \(batch.upperBound), 1)
            ON CONFLICT (consumer, topic, partition) DO UPDATE
                SET first_offset = excluded.first_offset, last_offset = excluded.last_offset,
                    attempts = excluded.attempts
            """)
    }

    /// Writes down how many processes have begun a record.
    func note(_ attempts: Int32, at offset: Int64) async throws {
        try await database.execute(
            """
            INSERT INTO attempted_record (consumer, topic, partition, record_offset, attempts)
            VALUES (\(place.consumer), \(place.topic), \(place.partition), \(offset), \(attempts))
            ON CONFLICT (consumer, topic, partition, record_offset) DO UPDATE SET attempts = excluded.attempts
            """)
    }

    func clear(_ row: Row) async throws {
        try await database.transaction { try await Self.clear(row, in: $0) }
    }

    static func clear(_ row: Row, in transaction: Transaction) async throws {
        let place = row.place
        guard let offset = row.offset else {
            try await transaction.execute(
                """
                DELETE FROM attempt_journal
                WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
                """)
            return
        }
        try await transaction.execute(
            """
            DELETE FROM attempted_record
            WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
                AND record_offset = \(offset)
            """)
    }

    /// Deletes all rows about records up to an offset.
    func clear(through offset: Int64) async throws {
        _ = try await database.transaction { transaction in
            try await transaction.execute(pipelined: [
                """
                DELETE FROM attempted_record
                WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
                    AND record_offset <= \(offset)
                """,
                """
                DELETE FROM attempt_journal
                WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
                    AND last_offset <= \(offset)
                """,
            ])
        }
    }
}
