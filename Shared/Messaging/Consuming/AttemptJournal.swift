import Foundation
import Kafka
import Postgres

/// A journal that identifies the event that crashes the process. Swift cannot catch a trap, but the next process can
/// read what was written down.
///
/// In the first seconds of an assignment, the offsets of every batch are written to the journal in a transaction of
/// their own, before the batch is decoded. The row is deleted with the commit of the batch or after an error that the
/// process survived. A row that is found at the next assignment means that a process crashed on these records. They are
/// then run one by one, each written down before it is read, and the record that has crashed three processes is parked
/// unread at the fourth. A lower limit would park innocent events on which two processes were killed by chance.
///
/// Later batches are not written down. A process that crashes on one has committed seconds of work before, and a later
/// process soon meets the same record within its first seconds.
struct AttemptJournal: Sendable {
    static let maximumAttempts: Int32 = 4
    static let verdict = "the process died three times while it handled this event"
    /// Longer than offsets wait for their commit, so that every process that crashes without leaving a row has made
    /// progress.
    static let watchfulTime: Duration = .seconds(5)

    /// One row of the journal.
    struct Place: Hashable, Sendable {
        let consumer: String
        let topic: String
        let partition: Int32
    }

    struct Entry: Hashable, Sendable {
        var offsets: ClosedRange<Int64>
        var attempts: Int32
    }

    let place: Place
    let database: Database

    func read() async throws -> Entry? {
        let rows = try await database.query(
            """
            SELECT first_offset, last_offset, attempts FROM attempt_journal
            WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
            """, as: (Int64, Int64, Int32).self)
        guard let (first, last, attempts) = rows.first, first <= last else { return nil }
        return Entry(offsets: first...last, attempts: attempts)
    }

    func write(_ entry: Entry) async throws {
        try await database.execute(
            """
            INSERT INTO attempt_journal AS known (consumer, topic, partition, first_offset, last_offset, attempts)
            VALUES (\(place.consumer), \(place.topic), \(place.partition),
                \(entry.offsets.lowerBound), \(entry.offsets.upperBound), \(entry.attempts))
            ON CONFLICT (consumer, topic, partition) DO UPDATE
                SET first_offset = excluded.first_offset, last_offset = excluded.last_offset,
                    attempts = excluded.attempts
            """)
    }

    func clear() async throws {
        try await database.transaction { try await Self.clear(place, in: $0) }
    }

    static func clear(_ place: Place, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            DELETE FROM attempt_journal
            WHERE consumer = \(place.consumer) AND topic = \(place.topic) AND partition = \(place.partition)
            """)
    }
}
