import Events
import Foundation
import Kafka
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@Suite("Poison")
struct PoisonTests {
    /// Throws for one key on one day until it is repaired.
    final class Trap: Sendable {
        private let isMended = Mutex(false)
        private let tries = Mutex(0)
        let error: any Error & Sendable

        init(_ error: any Error & Sendable = Stumble()) {
            self.error = error
        }

        var count: Int { tries.withLock { $0 } }

        func mend() { isMended.withLock { $0 = true } }

        func check(_ event: ECTLeftSchool) throws {
            guard event.trn.rawValue == "1000001", event.leftOn.daysSinceEpoch == 20_002 else { return }
            guard !isMended.withLock({ $0 }) else { return }
            tries.withLock { $0 += 1 }
            throw error
        }
    }

    @Test func `parks its key in order and lets every other key move on`() async throws {
        try await withMessaging { database, delivery in
            let trap = Trap()
            var events: [ECTLeftSchool] = []
            for day in 1...4 {
                for key in 1...20 { events.append(left(String(1_000_000 + key), day: day)) }
            }

            try await delivery.deliver(events, to: dayLog { try trap.check($0) })

            var expected = Dictionary(uniqueKeysWithValues: (1...20).map { (String(1_000_000 + $0), "1 2 3 4") })
            expected["1000001"] = "1"
            #expect(try await written(in: database) == expected)
            let parked = try await delivery.parked()
            #expect(parked.map(\.kind) == [.poison, .waiting, .waiting])
            #expect(parked.map(\.version) == [2, 3, 4])
            #expect(parked.allSatisfy { $0.key == "1000001" })
        }
    }

    /// Returns a subscription that exceeds its statement timeout the given number of times.
    private func slowLog(_ times: Int, _ tries: Tally) -> Subscription {
        var subscription = Subscription("slow-log")
        subscription.on(ECTLeftSchool.self) { received, transaction in
            tries.add()
            if tries.count <= times {
                _ = try await transaction.execute("SET LOCAL statement_timeout = 20")
                _ = try await transaction.execute("SELECT pg_sleep(5)")
            }
            try await write("done", of: received.key, in: transaction)
        }
        return subscription
    }

    @Test func `an event that takes too long is tried with pauses, as the database may be slow for all`() async throws {
        try await withMessaging { database, delivery in
            let tries = Tally()

            try await delivery.deliver([left("1000001", day: 1)], to: slowLog(5, tries))

            #expect(tries.count == 6)
            #expect(try await written(in: database) == ["1000001": "done"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `an event that was slow and then fails has its three tries for that`() async throws {
        try await withMessaging { _, delivery in
            let tries = Tally()
            var subscription = Subscription("slow-then-wrong")
            subscription.on(ECTLeftSchool.self) { (_: Received<ECTLeftSchool>, transaction: Transaction) in
                tries.add()
                guard tries.count <= 4 else { throw Stumble() }
                _ = try await transaction.execute("SET LOCAL statement_timeout = 20")
                _ = try await transaction.execute("SELECT pg_sleep(5)")
            }

            try await delivery.deliver([left("1000001", day: 1)], to: subscription)

            #expect(tries.count == 7)
            #expect(try await delivery.parked().map(\.kind) == [.poison])
        }
    }

    @Test func `an event that always takes too long is parked in the end`() async throws {
        try await withMessaging { _, delivery in
            let tries = Tally()

            try await delivery.deliver([left("1000001", day: 1)], to: slowLog(.max, tries))

            #expect(tries.count == 8)
            #expect(try await delivery.parked().map(\.kind) == [.poison])
        }
    }

    @Test func `an event that fails is tried three times, one that says it is poison once`() async throws {
        try await withMessaging { _, delivery in
            let stumbling = Trap()
            let poisonous = Trap(Poison("no such thing"))

            try await delivery.deliver([left("1000001", day: 1)], to: dayLog("a") { try stumbling.check($0) })
            try await delivery.deliver([left("1000001", day: 2)], to: dayLog("a") { try stumbling.check($0) })
            let other = EventDelivery(to: delivery.database)
            try await other.deliver([left("1000001", day: 1)], to: dayLog("b") { try poisonous.check($0) })
            try await other.deliver([left("1000001", day: 2)], to: dayLog("b") { try poisonous.check($0) })

            #expect(stumbling.count == 3)
            #expect(poisonous.count == 1)
            #expect(try await delivery.parked().last?.reason == "no such thing")
        }
    }

    @Test func `later events queue behind it, and a replay runs all of them in order`() async throws {
        try await withMessaging { database, delivery in
            let trap = Trap()
            let subscription = dayLog { try trap.check($0) }
            try await delivery.deliver((1...3).map { left("1000001", day: $0) }, to: subscription)
            try await delivery.deliver((4...5).map { left("1000001", day: $0) }, to: subscription)
            let letters = try await delivery.parked()
            let dead = DeadLetters(database: database)

            await #expect(throws: DeadLetterProblem.behind(letters[0].eventID)) {
                try await dead.replay(letters[1].eventID, actor: "tester")
            }
            trap.mend()
            try await dead.replay(letters[0].eventID, actor: "tester")
            try await delivery.retryParked(of: subscription)

            #expect(try await written(in: database) == ["1000001": "1 2 3 4 5"])
            #expect(try await delivery.parked().isEmpty)
            try await delivery.deliver([left("1000001", day: 6)], to: subscription)
            #expect(try await written(in: database) == ["1000001": "1 2 3 4 5 6"])
        }
    }

    @Test func `a replay that fails again leaves everything parked in order`() async throws {
        try await withMessaging { database, delivery in
            let trap = Trap()
            let subscription = dayLog { try trap.check($0) }
            try await delivery.deliver((1...4).map { left("1000001", day: $0) }, to: subscription)

            try await DeadLetters(database: database).replay(key: "1000001", of: Topic.ect.name, actor: "tester")
            try await delivery.retryParked(of: subscription)

            let parked = try await delivery.parked()
            #expect(parked.map(\.version) == [2, 3, 4])
            #expect(parked.map(\.isReleased) == [false, false, false])
            #expect(parked.first?.attempts == 2)
            trap.mend()
            try await DeadLetters(database: database).replay(key: "1000001", of: Topic.ect.name, actor: "tester")
            try await delivery.retryParked(of: subscription)
            #expect(try await written(in: database) == ["1000001": "1 2 3 4"])
        }
    }

    @Test func `discarding it lets the rest of its key go on without it`() async throws {
        try await withMessaging { database, delivery in
            let trap = Trap()
            let subscription = dayLog { try trap.check($0) }
            try await delivery.deliver((1...3).map { left("1000001", day: $0) }, to: subscription)
            let head = try #require(try await delivery.parked().first)

            try await DeadLetters(database: database).discard(head.eventID, because: "a test record", actor: "tester")
            try await delivery.retryParked(of: subscription)

            #expect(try await written(in: database) == ["1000001": "1 3"])
            #expect(try await delivery.parked().isEmpty)
            let audit = try await database.query(
                "SELECT action, actor, reason FROM dead_letter_audit", as: (String, String, String).self)
            #expect(audit.map(\.0) == ["discard"])
        }
    }

    @Test func `a key whose first event was too large to keep is not replayed, and goes on once that is discarded`()
        async throws
    {
        try await withMessaging { database, delivery in
            let trap = Trap()
            let subscription = dayLog { try trap.check($0) }
            var records = try (1...3).map { try delivery.record(of: left("1000001", day: $0)) }
            // Blanks after a value change only its size.
            let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 2_097_152)
            records[1] = delivery.record(like: records[1], value: try #require(records[1].value) + blanks)
            try await delivery.deliver(records: records, to: subscription)
            let head = try #require(try await delivery.parked().first).eventID
            let dead = DeadLetters(database: database)
            trap.mend()

            await #expect(throws: DeadLetterProblem.tooLargeToReplay(head)) {
                try await dead.replay(head, actor: "tester")
            }
            await #expect(throws: DeadLetterProblem.tooLargeToReplay(head)) {
                _ = try await dead.replay(key: "1000001", of: Topic.ect.name, actor: "tester")
            }

            #expect(try await delivery.parked().map(\.version) == [2, 3])
            #expect(try await delivery.parked().map(\.isReleased) == [false, false])
            try await dead.discard(head, because: "sent again in parts", actor: "tester")
            try await delivery.retryParked(of: subscription)
            #expect(try await written(in: database) == ["1000001": "1 3"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `a record with many headers is kept with all of them and can be replayed`() async throws {
        try await withMessaging { database, delivery in
            let trap = Trap()
            let subscription = dayLog { try trap.check($0) }
            let record = try delivery.record(of: left("1000001", day: 2))
            let others = (1...150).map { KafkaHeader("other-\($0)", String(repeating: "x", count: 100)) }
            let crowded = KafkaRecord(
                topic: record.topic, partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                key: record.key, value: record.value, headers: others + record.headers)
            try await delivery.deliver(records: [crowded], to: subscription)
            let head = try #require(try await delivery.parked().first).eventID
            trap.mend()

            try await DeadLetters(database: database).replay(head, actor: "tester")
            try await delivery.retryParked(of: subscription)

            #expect(try await written(in: database) == ["1000001": "2"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `commands under one event id are parked one by one where the handler tells them apart`() async throws {
        try await withMessaging { database, delivery in
            let isMended = Mutex(false)
            var subscription = Subscription("commands", inbox: .leftToHandler)
            subscription.on(SetInductionTutor.self) { received, transaction in
                guard isMended.withLock({ $0 }) else { throw Poison("for good") }
                try await write(received.event.commandID, of: received.key, in: transaction)
            }
            let metadata = EventMetadata(id: UUID(), time: Date())
            let records = try ["a", "b"].map { try delivery.record(of: tutor($0), metadata: metadata) }
            try await delivery.deliver(records: records, to: subscription)
            #expect(try await delivery.parked().map(\.kind) == [.poison, .waiting])

            isMended.withLock { $0 = true }
            let head = try #require(try await delivery.parked().first).eventID
            try await DeadLetters(database: database).replay(head, actor: "tester")
            try await delivery.retryParked(of: subscription)

            #expect(try await written(in: database) == ["100000": "a b"])
        }
    }

    @Test func `a command that an earlier version parked under its event id keeps its place in the order`() async throws
    {
        try await withMessaging { database, delivery in
            let isMended = Mutex(false)
            var subscription = Subscription("commands", inbox: .leftToHandler)
            subscription.on(SetInductionTutor.self) { received, transaction in
                guard isMended.withLock({ $0 }) else { throw Poison("for good") }
                try await write(received.event.commandID, of: received.key, in: transaction)
            }
            let metadata = EventMetadata(id: UUID(), time: Date())
            try await delivery.deliver(
                records: [try delivery.record(of: tutor("a"), metadata: metadata)], to: subscription)
            try await database.execute("UPDATE parked SET event_id = \(metadata.id)")
            try await delivery.deliver([tutor("b")], to: subscription)
            #expect(try await delivery.parked().map(\.kind) == [.poison, .waiting])

            isMended.withLock { $0 = true }
            try await DeadLetters(database: database).replay(metadata.id, actor: "tester")
            try await delivery.retryParked(of: subscription)

            #expect(try await written(in: database) == ["100000": "a b"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `a command that is sent again after it was discarded is parked again`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("commands", inbox: .leftToHandler)
            subscription.on(SetInductionTutor.self) { (_: Received<SetInductionTutor>, _: Transaction) in
                throw Poison("for good")
            }
            let metadata = EventMetadata(id: UUID(), time: Date())
            let first = try delivery.record(of: tutor("a"), metadata: metadata)
            try await delivery.deliver(records: [first], to: subscription)
            let head = try #require(try await delivery.parked().first).eventID
            try await DeadLetters(database: database).discard(head, because: "a test record", actor: "tester")
            try await delivery.retryParked(of: subscription)
            #expect(try await delivery.parked().isEmpty)

            let again = try delivery.record(of: tutor("a"), metadata: metadata)
            #expect(again.offset != first.offset)
            try await delivery.deliver(records: [again], to: subscription)

            #expect(try await delivery.parked().map(\.kind) == [.poison])
        }
    }

    @Test func `an event whose JSON does not fit is parked with its place and never its value`() async throws {
        try await withMessaging { database, delivery in
            let good = try delivery.record(of: left("1000001", day: 1))
            let bad = KafkaRecord(
                topic: good.topic, partition: 0, offset: good.offset, timestamp: good.timestamp, key: good.key,
                value: Array(#"{"trn":"secret","leftOn":17}"#.utf8), headers: good.headers)

            try await delivery.deliver(records: [bad], to: dayLog())

            let letter = try #require(try await delivery.parked().first)
            #expect(letter.kind == .poison)
            #expect(!letter.reason.contains("secret"))
        }
    }

    @Test func `a gap behind poison is not skipped, or the poison could never be run`() async throws {
        try await withMessaging { database, delivery in
            let isMended = Mutex(false)
            let subscription = dayLog { event in
                if event.leftOn.daysSinceEpoch == 20_002, !isMended.withLock({ $0 }) { throw Poison("not yet") }
            }
            let records = try (1...4).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[0], records[3]], to: subscription)
            try await delivery.deliver(records: [records[1]], to: subscription)

            let letters = DeadLetters(database: database)
            let waiting = try #require(records[3].eventID)
            await #expect(throws: DeadLetterProblem.waitsForNothing(waiting)) {
                try await letters.skipGap(before: waiting, because: "lost", actor: "tester")
            }
            isMended.withLock { $0 = true }
            try await letters.replay(try #require(records[1].eventID), actor: "tester")
            try await delivery.retryParked(of: subscription)
            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `a gap that nobody will close can be skipped`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...5).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[0], records[3], records[4]], to: dayLog())

            let letters = DeadLetters(database: database)
            let applied = try #require(records[0].eventID)
            await #expect(throws: DeadLetterProblem.waitsForNothing(applied)) {
                try await letters.skipGap(before: applied, because: "lost", actor: "tester")
            }
            // The named event waits behind the one that continues first.
            try await letters.skipGap(before: try #require(records[4].eventID), because: "lost", actor: "tester")
            try await delivery.retryParked(of: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 4 5"])
        }
    }
}
