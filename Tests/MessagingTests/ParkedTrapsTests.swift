import Foundation
import Kafka
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Messaging

@Suite("A parked event whose body ends the process that reads it", .timeLimit(.minutes(5)))
struct ParkedTrapsTests {
    /// The ways in which a parked event returns to a transaction.
    enum Way: CaseIterable {
        case gapHasClosed
        case waitedBehindPoison
        case wasParkedUnderAStandIn
    }

    /// Parks a dangerous record, so that the next call of the returned closure runs it.
    private func park(
        on way: Way, with delivery: EventDelivery, in database: Database
    ) async throws -> (record: KafkaRecord, run: @Sendable () async throws -> Void) {
        switch way {
        case .gapHasClosed:
            let first = try delivery.record(of: left("1000001", day: 1))
            let record = try delivery.dangerousRecord(day: 2)
            try await delivery.deliver(records: [record], to: dangerousLog())
            return (record, { try await delivery.deliver(records: [first], to: dangerousLog()) })
        case .waitedBehindPoison:
            let first = try delivery.record(of: left("1000001", day: 1))
            let record = try delivery.dangerousRecord(day: 2)
            try await delivery.deliver(records: [first, record], to: dangerousLog { _ in throw Stumble() })
            try await DeadLetters(database: database).replay(try #require(first.eventID), actor: "test")
            return (record, { try await delivery.retryParked(of: dangerousLog()) })
        case .wasParkedUnderAStandIn:
            let record = try delivery.dangerousRecord()
            try await database.execute(
                """
                INSERT INTO parked (consumer, event_id, kind, state, topic, partition, record_offset, record, reason)
                VALUES ('day-log', \(UUID()), 'poison', 'replay', \(record.topic), 0, 0,
                    \(try RecordImage(record).encoded()), 'unreadable')
                """)
            return (record, { try await delivery.retryParked(of: dangerousLog()) })
        }
    }

    @Test(arguments: Way.allCases, [(2, 1), (3, 0)])
    func `it is read in three lives, and parked unread in the fourth`(
        way: Way, _ lives: (deaths: Int, timesRead: Int)
    ) async throws {
        try await withMessaging { database, delivery in
            let (record, run) = try await park(on: way, with: delivery, in: database)
            try await database.execute(
                "UPDATE parked SET begun = \(lives.deaths) WHERE kind <> 'poison' OR key IS NULL")

            let timesRead = Mutex(0)
            try await DangerousToRead.$whileReading.withValue({ timesRead.withLock { $0 += 1 } }, operation: run)

            #expect(timesRead.withLock { $0 } == lives.timesRead)
            let parked = try await delivery.parked()
            let isGivenUp = lives.timesRead == 0
            #expect(parked.map(\.reason) == (isGivenUp ? [AttemptJournal.verdict] : []))
            #expect(parked.map(\.eventID) == (isGivenUp ? [try #require(record.eventID)] : []))
            #expect(try await written(in: database)["1000001", default: ""].contains("danger") == !isGivenUp)
        }
    }

    /// The times come from one clock, as the database is on this machine. A hook that waited would block a thread that
    /// others need.
    @Test(arguments: Way.allCases)
    func `nothing is read that was not marked before`(way: Way) async throws {
        try await withMessaging { database, delivery in
            let (_, run) = try await park(on: way, with: delivery, in: database)
            try await database.execute("CREATE TABLE mark (begun integer, at timestamptz)")
            try await database.execute(
                """
                CREATE FUNCTION note_mark() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO mark VALUES (NEW.begun, clock_timestamp()); RETURN NULL; END $$
                """)
            try await database.execute(
                "CREATE TRIGGER noted AFTER UPDATE OF begun ON parked FOR EACH ROW EXECUTE FUNCTION note_mark()")

            let timesOfReading = Mutex<[Date]>([])
            try await DangerousToRead.$whileReading.withValue(
                { timesOfReading.withLock { $0.append(Date()) } }, operation: run)

            let read = try #require(timesOfReading.withLock { $0 }.first)
            let marks = try await database.query("SELECT begun, at FROM mark ORDER BY at", as: (Int32, Date).self)
            let first = try #require(marks.first { $0.0 == 1 })
            #expect(first.1 <= read)
            #expect(try await delivery.parked().isEmpty)
        }
    }
}
