import Dispatch
import Events
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Kafka
@testable import Messaging

@Suite("After the death of a process")
struct AttemptJournalTests {
    private static let topic = ECTLeftSchool.topic.name

    /// Processes batches as the owner of a partition that ends after them.
    private func work(
        through batches: [[KafkaRecord]], with subscription: Subscription, in database: Database
    ) async throws {
        let size = batches.map(\.count).max() ?? 1
        let lane = PartitionLane(
            TopicPartition(topic: Self.topic, partition: 0), client: nil,
            limits: ConsumerLimits(maximumBatch: size), bell: Bell(), logger: TestDatabase.logger)
        let processor = BatchProcessor(
            subscription, service: "test", database: database, logger: TestDatabase.logger)
        let worker = AssignmentWorker(processor: processor, assignment: Assignment(lane))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.work() }
            for batch in batches {
                lane.append(batch)
                try await eventually { lane.bufferedCount == 0 }
            }
            group.addTask {
                try await eventually("every record handled") {
                    try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [batches.joined().count]
                }
                _ = lane.end(signalling: .init(value: 0))
            }
            try await group.waitForAll()
        }
    }

    private func journal(_ database: Database) -> AttemptJournal {
        AttemptJournal(
            place: .init(consumer: "day-log", topic: Self.topic, partition: 0), database: database)
    }

    @Test func `every batch of the first seconds is written down while it is worked on`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...4).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            let seen = Mutex<[ClosedRange<Int64>?]>([])
            var subscription = Subscription("day-log")
            subscription.on(
                ECTLeftSchool.self,
                perform: { _, _ in
                    let written = try await journal(database).read().batch
                    seen.withLock { $0.append(written) }
                })

            try await work(through: [Array(records[0...1]), Array(records[2...3])], with: subscription, in: database)

            #expect(seen.withLock { $0 } == [0...1, 0...1, 2...3, 2...3])
            #expect(try await journal(database).read() == .init())
        }
    }

    @Test(arguments: [(Int32(1), false), (2, false), (3, true)])
    func `an event is parked unrun once three processes have died over it`(
        deaths: Int32, isParked: Bool
    ) async throws {
        try await withMessaging { database, delivery in
            let records = try (1...3).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            try await journal(database).begin(1...2)
            if deaths > 1 { try await journal(database).note(deaths, at: 1) }

            try await work(through: [records], with: dayLog(), in: database)

            var expected = ["1000001": "1", "1000003": "1"]
            if !isParked { expected["1000002"] = "1" }
            #expect(try await written(in: database) == expected)
            #expect(try await delivery.parked().map(\.key) == (isParked ? ["1000002"] : []))
            #expect(try await journal(database).read() == .init())
        }
    }

    @Test func `an event that waits for something that is away leaves no row for the next process to count`()
        async throws
    {
        try await withMessaging { database, delivery in
            let record = try delivery.record(of: left("1000001", day: 1))
            let isAway = Mutex(true)
            let tries = Mutex(0)
            let subscription = dayLog { _ in
                tries.withLock { $0 += 1 }
                if isAway.withLock({ $0 }) { throw Unavailable("the test wants it so") }
            }

            async let working: Void = work(through: [[record]], with: subscription, in: database)
            try await eventually("a pause without a row") {
                guard tries.withLock({ $0 }) > 0 else { return false }
                return try await journal(database).read() == .init()
            }
            isAway.withLock { $0 = false }
            try await working

            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await journal(database).read() == .init())
        }
    }

    @Test func `nothing is decoded that was not written down`() async throws {
        try await withMessaging { database, delivery in
            let record = try delivery.dangerousRecord()
            let hasBegun = Atomic(false)
            let mayEnd = DispatchSemaphore(value: 0)

            async let working: Void = DangerousToRead.$whileReading.withValue({
                hasBegun.store(true, ordering: .sequentiallyConsistent)
                _ = mayEnd.wait(timeout: .now() + 20)
            }) {
                try await work(through: [[record]], with: dangerousLog(), in: database)
            }
            try await eventually("decoding") { hasBegun.load(ordering: .sequentiallyConsistent) }
            let written = try await journal(database).read()
            mayEnd.signal()
            try await working

            #expect(written.batch == record.offset...record.offset)
        }
    }

    @Test(arguments: [false, true])
    func `behind a record that crashed processes, each is written down as well before it is decoded`(
        isSetAside: Bool
    ) async throws {
        try await withMessaging { database, delivery in
            let records = [try delivery.record(of: left("1000002", day: 1)), try delivery.dangerousRecord()]
            try await journal(database).begin(0...0)
            if isSetAside { try await journal(database).note(3, at: 0) }
            let begun = Atomic(false)
            let mayEnd = DispatchSemaphore(value: 0)

            async let working: Void = DangerousToRead.$whileReading.withValue({
                begun.store(true, ordering: .sequentiallyConsistent)
                _ = mayEnd.wait(timeout: .now() + 20)
            }) {
                try await work(through: [records], with: dangerousLog(), in: database)
            }
            try await eventually("decoding") { begun.load(ordering: .sequentiallyConsistent) }
            let found = try await journal(database).read()
            mayEnd.signal()
            try await working

            // Whoever comes next after a crash here sets the first aside again, and counts this one.
            let last = records[1].offset
            #expect(found == .init(batch: 0...0, attempts: isSetAside ? [0: 4, last: 1] : [last: 1]))
            #expect(try await journal(database).read() == .init())
            #expect(try await delivery.parked().count == (isSetAside ? 1 : 0))
        }
    }

    @Test func `what has been set aside before is set aside again, once`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            for _ in 1...2 {
                try await journal(database).note(3, at: 0)
                try await work(through: [records], with: dayLog(), in: database)
            }

            #expect(try await written(in: database) == ["1000002": "1"])
            #expect(try await delivery.parked().map(\.key) == ["1000001"])
        }
    }

    @Test func `what was found stands in the journal until its records have come`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...4).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            try await journal(database).begin(2...3)
            let seen = Mutex<[AttemptJournal.Findings]>([])
            var subscription = Subscription("day-log")
            subscription.on(
                ECTLeftSchool.self,
                perform: { _, _ in
                    let found = try await journal(database).read()
                    seen.withLock { $0.append(found) }
                })

            try await work(through: [Array(records[0...1]), Array(records[2...3])], with: subscription, in: database)

            let alone = [2, 3].map { AttemptJournal.Findings(batch: 2...3, attempts: [$0: 2]) }
            let together = AttemptJournal.Findings(batch: 0...3)
            #expect(seen.withLock { $0 } == [together, together] + alone)
            #expect(try await journal(database).read() == .init())
        }
    }

    @Test func `what is known of records that never come again is forgotten`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...3).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            try await journal(database).note(3, at: 0)

            try await work(through: [Array(records[1...])], with: dayLog(), in: database)

            #expect(try await journal(database).read() == .init())
            #expect(try await written(in: database).count == 2)
        }
    }

    @Test func `what the version before has counted counts`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...2).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            try await journal(database).begin(0...1)
            try await database.execute("UPDATE attempt_journal SET attempts = 3")

            try await work(through: [records], with: dayLog(), in: database)

            #expect(try await delivery.parked().map(\.key) == ["1000001"])
            #expect(try await written(in: database) == ["1000002": "1"])
        }
    }
}
