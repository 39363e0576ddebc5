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
                    let written = try await journal(database).read()?.offsets
                    seen.withLock { $0.append(written) }
                })

            try await work(through: [Array(records[0...1]), Array(records[2...3])], with: subscription, in: database)

            #expect(seen.withLock { $0 } == [0...1, 0...1, 2...3, 2...3])
            #expect(try await journal(database).read() == nil)
        }
    }

    @Test(arguments: [(Int32(1), false), (2, false), (3, true)])
    func `an event is parked unrun once three processes have died over it`(
        deaths: Int32, isParked: Bool
    ) async throws {
        try await withMessaging { database, delivery in
            let records = try (1...3).map { try delivery.record(of: left("100000\($0)", day: 1)) }
            try await journal(database).write(.init(offsets: 1...2, attempts: deaths))

            try await work(through: [records], with: dayLog(), in: database)

            var expected = ["1000001": "1", "1000003": "1"]
            if !isParked { expected["1000002"] = "1" }
            #expect(try await written(in: database) == expected)
            #expect(try await delivery.parked().map(\.key) == (isParked ? ["1000002"] : []))
            #expect(try await journal(database).read() == nil)
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
                return try await journal(database).read() == nil
            }
            isAway.withLock { $0 = false }
            try await working

            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await journal(database).read() == nil)
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

            #expect(written?.offsets == record.offset...record.offset)
        }
    }
}
