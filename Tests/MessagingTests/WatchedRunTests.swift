import Events
import Foundation
import Kafka
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Messaging

@Suite("Runs that are watched for the death of their process", .timeLimit(.minutes(5)))
struct WatchedRunTests {
    private func mark(_ begun: Int, _ database: Database) async throws {
        try await database.execute("UPDATE parked SET begun = \(begun)")
    }

    private func marks(_ database: Database) async throws -> [Int32] {
        try await database.query("SELECT begun FROM parked ORDER BY seq", as: Int32.self)
    }

    @Test(arguments: [(2, false), (3, true)])
    func `an event whose gap has closed is set aside unrun once three processes have died over it`(
        deaths: Int, isSetAside: Bool
    ) async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[1]], to: dayLog())
            try await mark(deaths, database)

            try await delivery.deliver(records: [records[0]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": isSetAside ? "1" : "1 2"])
            #expect(try await delivery.parked().map(\.kind) == (isSetAside ? [.poison] : []))
            #expect(try await delivery.parked().map(\.reason) == (isSetAside ? [AttemptJournal.verdict] : []))
        }
    }

    @Test func `what is released again has three lives again`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[1]], to: dayLog())
            try await mark(3, database)
            try await delivery.deliver(records: [records[0]], to: dayLog())

            try await DeadLetters(database: database).replay(try #require(records[1].eventID), actor: "test")
            try await delivery.retryParked(of: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `only the one that a process died over is to blame, not those that were begun with it`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...4).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: Array(records[1...]), to: dayLog())
            try await mark(1, database)
            try await database.execute("UPDATE parked SET begun = 3 WHERE version = 3")

            try await delivery.deliver(records: [records[0]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2"])
            let parked = try await delivery.parked()
            #expect(parked.filter { $0.reason == AttemptJournal.verdict }.map(\.version) == [3])
        }
    }

    @Test func `a run that fails leaves no mark`() async throws {
        try await withMessaging { database, delivery in
            let isMended = Mutex(false)
            let subscription = dayLog { event in
                if event.leftOn.daysSinceEpoch == 20_002, !isMended.withLock({ $0 }) { throw Stumble() }
            }
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[1]], to: subscription)

            try await delivery.deliver(records: [records[0]], to: subscription)
            #expect(try await delivery.parked().map(\.kind) == [.poison])
            #expect(try await marks(database) == [0])

            isMended.withLock { $0 = true }
            try await DeadLetters(database: database).replay(try #require(records[1].eventID), actor: "test")
            try await delivery.retryParked(of: subscription)
            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `an event at which another process is, is left alone until that is taken for dead`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[1]], to: dayLog())
            try await database.execute("UPDATE parked SET begun = 1, begun_at = clock_timestamp()")

            try await delivery.deliver(records: [records[0]], to: dayLog())
            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await marks(database) == [1])

            try await database.execute("UPDATE parked SET begun_at = begun_at - interval '31 seconds'")
            try await delivery.retryParked(of: dayLog())
            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `an event that was begun before the clock went back is left alone by nobody`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: [records[1]], to: dayLog())
            try await database.execute("UPDATE parked SET begun = 1, begun_at = clock_timestamp() + interval '1 hour'")

            try await delivery.deliver(records: [records[0]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `six processes that want the same event while something is away hold nothing against it`() async throws {
        try await withMessaging(maximumConnections: 8) { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            let isAway = Mutex(true)
            let tries = Mutex(0)
            let subscription = dayLog { event in
                guard event.leftOn.daysSinceEpoch == 20_002 else { return }
                tries.withLock { $0 += 1 }
                if isAway.withLock({ $0 }) { throw Unavailable("the test wants it so") }
            }
            try await delivery.deliver(records: [records[1]], to: subscription)

            try await withThrowingTaskGroup { group in
                group.addTask { try await delivery.deliver(records: [records[0]], to: subscription) }
                for _ in 1...5 { group.addTask { try await delivery.retryParked(of: subscription) } }
                try await eventually("several tries") { tries.withLock { $0 } >= 3 }
                try await eventually("a pause without a mark") { try await marks(database) == [0] }
                isAway.withLock { $0 = false }
                try await group.waitForAll()
            }

            #expect(try await written(in: database) == ["1000001": "1 2"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `a shutdown in the middle of a run is no death`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            let hasBegun = Mutex(false)
            let subscription = dayLog { event in
                guard event.leftOn.daysSinceEpoch == 20_002 else { return }
                hasBegun.withLock { $0 = true }
                try await Task.sleep(for: .seconds(60))
            }
            try await delivery.deliver(records: [records[1]], to: subscription)

            let run = Task { try await delivery.deliver(records: [records[0]], to: subscription) }
            try await eventually("the run to begin") { hasBegun.withLock { $0 } }
            run.cancel()
            _ = await run.result

            #expect(try await marks(database) == [0])
            try await delivery.retryParked(of: dayLog())
            #expect(try await written(in: database) == ["1000001": "1 2"])
        }
    }

    @Test func `a parked event that cannot be read any more is set aside and stops nobody else`() async throws {
        try await withMessaging { database, delivery in
            let one = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            let other = try (1...2).map { try delivery.record(of: left("1000002", day: $0)) }
            try await delivery.deliver(records: [one[1], other[1]], to: dayLog())
            try await database.execute("UPDATE parked SET record = 'noise' WHERE key = '1000001'")

            try await delivery.deliver(records: [one[0], other[0]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1", "1000002": "1 2"])
            let parked = try await delivery.parked()
            #expect(parked.map(\.kind) == [.poison])
            #expect(parked.map(\.key) == ["1000001"])
            let gaps = try await database.query("SELECT DISTINCT gaps FROM applied_version", as: Int32.self)
            #expect(gaps == [0])
        }
    }

    @Test func `a record that reads after all is run as itself, once`() async throws {
        try await withMessaging { database, delivery in
            let record = try delivery.record(of: left("1000001", day: 1))
            let image = try RecordImage(record).encoded()
            func release() async throws {
                try await database.execute(
                    """
                    INSERT INTO parked (consumer, event_id, kind, state, topic, partition, record_offset, record, reason)
                    VALUES ('day-log', \(UUID()), 'poison', 'replay', \(record.topic), 0, 0, \(image), 'unreadable')
                    """)
            }

            try await release()
            try await delivery.retryParked(of: dayLog())
            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await delivery.parked().isEmpty)

            try await release()
            try await delivery.retryParked(of: dayLog())
            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `poison that comes again is still poison, also where the handler sees repeats`() async throws {
        try await withMessaging { database, delivery in
            let tries = Mutex(0)
            var subscription = Subscription("commands", inbox: .leftToHandler)
            subscription.on(SetInductionTutor.self) { (_: Received<SetInductionTutor>, _: Transaction) in
                tries.withLock { $0 += 1 }
                throw Poison("for good")
            }
            let records = try await delivery.deliver([tutor("a")], to: subscription)

            try await delivery.deliver(records: records, to: subscription)
            try await delivery.retryParked(of: subscription)

            #expect(tries.withLock { $0 } == 1)
            #expect(try await delivery.parked().map(\.reason) == ["for good"])
            #expect(try await delivery.parked().map(\.kind) == [.poison])
        }
    }

    @Test func `a subscription whose books cannot be kept ends with the error`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { _ in
                let (topic, name) = (Happening.topic, UUID().uuidString.lowercased())
                let settings = try TestBroker.settings()
                _ = try await KafkaAdmin(settings: settings).commitStart(group: "test.\(name)", topics: [topic.name])
                try await database.execute("ALTER TABLE attempt_journal RENAME COLUMN attempts TO tries")
                var subscription = Subscription(name)
                subscription.on(Happening.self) { (_: Received<Happening>, _: Transaction) in }
                let subscriber = try Subscriber(
                    subscription, service: "test", kafka: settings, database: database, logger: TestDatabase.logger)

                let error = await #expect(throws: PostgresError.self) { try await subscriber.run() }

                #expect(error?.sqlState?.rawValue == "42703")
            }
        }
    }
}
