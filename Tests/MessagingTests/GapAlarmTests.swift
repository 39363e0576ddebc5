import Events
import Foundation
import Kafka
import Logging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import Messaging

@Suite("A gap that does not heal")
struct GapAlarmTests {
    private let lines = NotedLines()
    private let start = ContinuousClock.now

    private func alarm() -> GapAlarm { GapAlarm(dayLog(), logger: lines.logger) }

    /// Runs the check of one round of the sweeper.
    private func look(_ alarm: GapAlarm, after time: Duration = .zero, in database: Database) async throws {
        let oldest = try await BatchProcessor(dayLog(), service: "test", database: database, logger: lines.logger)
            .metrics.measureParked(in: database)
        try await alarm.check(oldest: oldest, now: start + time, in: database)
    }

    private func age(_ seconds: Int, in database: Database) async throws {
        try await database.execute(
            "UPDATE parked SET parked_at = clock_timestamp() - make_interval(secs => \(Double(seconds)))")
    }

    /// Delivers versions 1, 3 and 4 of a key.
    private func openGap(_ trn: String = "1000001", with delivery: EventDelivery) async throws -> [KafkaRecord] {
        let records = try (1...4).map { try delivery.record(of: left(trn, day: $0)) }
        try await delivery.deliver(records: [records[0], records[2], records[3]], to: dayLog())
        return records
    }

    @Test(arguments: [(0, 0), (890, 0), (910, 1), (86_400, 1)])
    func `is an alarm after a quarter of an hour`(seconds: Int, alarms: Int) async throws {
        try await withMessaging { database, delivery in
            _ = try await openGap(with: delivery)
            try await age(seconds, in: database)

            try await look(alarm(), in: database)

            #expect(lines.all.count == alarms)
        }
    }

    @Test func `is told with ids only, with what is missing and with the command that heals it`() async throws {
        try await withMessaging { database, delivery in
            let records = try await openGap(with: delivery)
            try await age(1_000, in: database)

            try await look(alarm(), in: database)

            let line = try #require(lines.all.first)
            let event = try #require(records[2].eventID).lowercase
            #expect(line.level == .error)
            #expect(line.metadata["event"] == "gap.overdue")
            #expect(line.metadata["event_id"] == event)
            #expect(line.metadata["expected"] == "2" && line.metadata["found"] == "3")
            #expect(line.metadata["waited_ms"] == "1000000")
            #expect(
                line.metadata["hint"]
                    == "registration republish --topic registration.ect.v1 --key-of \(event)")
            #expect(!line.metadata.values.contains { $0.contains("1000001") })
        }
    }

    @Test func `is told again as long as it is open, and not more often`() async throws {
        try await withMessaging { database, delivery in
            let records = try await openGap(with: delivery)
            try await age(1_000, in: database)
            let alarm = alarm()

            for seconds in [0, 1, 899, 901, 1_000, 1_802] {
                try await look(alarm, after: .seconds(seconds), in: database)
            }
            #expect(lines.all.count == 3)
            try await delivery.deliver(records: [records[1]], to: dayLog())
            try await look(alarm, after: .seconds(10_000), in: database)

            #expect(lines.all.count == 3)
            #expect(try await written(in: database) == ["1000001": "1 2 3 4"])
        }
    }

    @Test func `is one line for a key, however many of its events wait`() async throws {
        try await withMessaging { database, delivery in
            _ = try await openGap("1000001", with: delivery)
            _ = try await openGap("1000002", with: delivery)
            try await age(1_000, in: database)

            try await look(alarm(), in: database)

            #expect(lines.all.map { $0.metadata["found"] } == ["3", "3"])
        }
    }

    @Test func `behind a poison event is no alarm, as an operator has been told`() async throws {
        try await withMessaging { database, delivery in
            let records = try await openGap(with: delivery)
            let failing = dayLog { event in
                if event.leftOn.daysSinceEpoch == 20_002 { throw Poison("bad") }
            }
            try await delivery.deliver(records: [records[1]], to: failing)
            try await age(1_000, in: database)

            try await look(alarm(), in: database)

            #expect(lines.all.isEmpty)
        }
    }

    @Test func `heals by publishing the key of the event that waits`() async throws {
        try await withMessaging { database, delivery in
            let outbox = Outbox(service: "test")
            let events = (1...3).map { left("1000001", day: $0) } + [left("1000002", day: 9)]
            try await database.transaction { try await outbox.append(events, in: $0) }
            let sent = try await sentRecords(of: outbox, in: database)
            try await delivery.deliver(records: [sent[0], sent[2]], to: dayLog())
            let waiting = try #require(try await delivery.parked().first?.eventID)
            let republisher = Republisher(database: database)

            let topics = [SchoolUpdated.topic, ECTLeftSchool.topic]
            #expect(try await republisher.republish(keyOf: waiting, among: [SchoolUpdated.topic]) == nil)
            #expect(try await republisher.republish(keyOf: UUID(), among: topics) == nil)
            #expect(try await republisher.republish(keyOf: waiting, among: topics)?.count == 3)
            let again = try await sentRecords(of: outbox, in: database)
            try await delivery.deliver(records: again, to: dayLog())

            #expect(again.count == 3)
            #expect(try await written(in: database) == ["1000001": "1 2 3"])
            #expect(try await delivery.parked().isEmpty)
        }
    }
}
