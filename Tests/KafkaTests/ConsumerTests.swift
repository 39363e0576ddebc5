import Metrics
import MetricsTestKit
import ServiceLifecycle
import Testing

@testable import Kafka

@Suite("A member of a group", .timeLimit(.minutes(3)))
struct ConsumerTests {
    private func consumer(
        _ group: String, _ topics: String..., limits: ConsumerLimits = ConsumerLimits()
    ) throws -> KafkaConsumer {
        try KafkaConsumer(
            settings: TestBroker.settings(), group: KafkaGroup(name: group), topics: topics, limits: limits,
            logger: quiet)
    }

    @Test func `goes on at the exact next offset after a restart`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        _ = try await TestBroker.write(TestBroker.numbered(0..<20, topic: topic))
        let limits = ConsumerLimits(maximumBatch: 7, maximumBuffered: 7)

        let first = try consumer(group, topic, limits: limits)
        let completed = try await running(first) {
            for try await assignment in first.assignments {
                for await batch in assignment.batches {
                    assignment.complete(batch)
                    // Completing an older batch later must not move the position back.
                    assignment.complete(Array(batch.prefix(1)))
                    return batch.count
                }
            }
            return 0
        }
        let second = try consumer(group, topic)
        let next = try await running(second) {
            for try await assignment in second.assignments {
                for await batch in assignment.batches { return batch.first?.offset }
            }
            return nil
        }

        #expect(completed > 0 && completed <= 7)
        #expect(next == Int64(completed))
    }

    @Test func `tells of every partition set that it was given and gave up`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        let metrics = TestMetrics()
        func rebalances(_ kind: String) throws -> Int64 {
            try metrics.expectCounter("kafka_rebalances_total", [("group", group), ("kind", kind)]).totalValue
        }

        let member = try withMetricsFactory(metrics) { try consumer(group, topic) }
        try await running(member) {
            for try await _ in member.assignments { return }
        }

        #expect(try rebalances("gained") == 1)
        #expect(try rebalances("given-up") == 1)
        #expect(try rebalances("lost") == 0)
        #expect(try metrics.expectCounter("kafka_commit_failures_total", [("group", group)]).totalValue == 0)
    }

    @Test func `hands partitions to a newcomer in the middle of the stream without loss`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(partitions: 4, group: group)
        let journal = Journal<Reading>()
        let first = try consumer(group, topic, limits: ConsumerLimits(maximumBatch: 20))
        let second = try consumer(group, topic, limits: ConsumerLimits(maximumBatch: 20))

        try await running(Reader("first", first, journal)) {
            _ = try await TestBroker.write(TestBroker.numbered(0..<2000, topic: topic, keys: 50))
            try await journal.wait(for: "the first member to read all") { $0.count >= 2000 }
            try await running(Reader("second", second, journal)) {
                var sent = 2000
                // Writing continues until the newcomer has its share, and then once more.
                while !journal.entries.contains(where: { $0.reader == "second" }), sent < 200_000 {
                    _ = try await TestBroker.write(TestBroker.numbered(sent..<sent + 200, topic: topic, keys: 50))
                    sent += 200
                }
                _ = try await TestBroker.write(TestBroker.numbered(sent..<sent + 200, topic: topic, keys: 50))
                let total = sent + 200
                try await journal.wait(for: "every record to be read") { Set($0.map(\.number)).count >= total }
            }
        }

        let readings = journal.entries
        #expect(Set(readings.filter { $0.reader == "second" }.map(\.partition)).count == 2)
        // A commit may be refused in the middle of a rebalance. A batch is then read twice, but not more often.
        #expect(readings.count - Set(readings.map(\.number)).count <= 4 * 40)
    }

    @Test func `reads ahead no further than its limit while the worker stands`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        _ = try await TestBroker.write(TestBroker.numbered(0..<5000, topic: topic))
        let consumer = try consumer(group, topic, limits: ConsumerLimits(maximumBatch: 50, maximumBuffered: 100))

        try await running(consumer) {
            for try await assignment in consumer.assignments {
                var numbers: [Int] = []
                for await batch in assignment.batches {
                    #expect(batch.count <= 50)
                    numbers += batch.compactMap(\.number)
                    let isNearTheEnd = numbers.count >= 5000 - 200
                    try await wait(for: "reading ahead") { isNearTheEnd || assignment.bufferedCount >= 50 }
                    #expect(assignment.bufferedCount <= 100)
                    if numbers.count == 5000 { break }
                }
                #expect(numbers == Array(0..<5000))
                return
            }
        }
    }

    @Test func `knows how far its worker is behind, records read ahead and records not read yet together`() async throws
    {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        _ = try await TestBroker.write(TestBroker.numbered(0..<500, topic: topic))
        let consumer = try consumer(group, topic, limits: ConsumerLimits(maximumBatch: 50, maximumBuffered: 100))

        try await running(consumer) {
            for try await assignment in consumer.assignments {
                var completed = 0
                for await batch in assignment.batches {
                    let written = try #require(batch.first?.timestamp)
                    #expect(assignment.backlog?.records == Int64(500 - completed))
                    #expect(assignment.backlog?.oldest == written)
                    assignment.complete(batch)
                    completed += batch.count
                    if completed == 500 { break }
                }
                #expect(assignment.backlog == Backlog(records: 0, oldest: nil))
                return
            }
        }
    }

    @Test func `says which partition has no place to start`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(partitions: 2)
        try await KafkaAdmin(settings: TestBroker.settings()).commit(
            group: group, offsets: [PartitionOffset(topic: topic, partition: 0, offset: 0)])
        let consumer = try consumer(group, topic)

        let running = Task { try await consumer.run() }
        let error = await #expect(throws: KafkaError.self) {
            for try await _ in consumer.assignments {}
        }

        #expect(error?.isOffsetLost == true)
        #expect(error?.topic == topic)
        #expect(error?.partition == 1)
        await #expect(throws: KafkaError.self) { try await running.value }
    }

    @Test func `a shutdown waits for the worker and commits what it completed`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        _ = try await TestBroker.write(TestBroker.numbered(0..<10, topic: topic))
        let consumer = try consumer(group, topic)
        let services = ServiceGroup(services: [consumer], logger: quiet)

        async let stopped: Void = services.run()
        for try await assignment in consumer.assignments {
            var read = 0
            for await batch in assignment.batches {
                read += batch.count
                if read == 10 { await services.triggerGracefulShutdown() }
                assignment.complete(batch)
            }
        }
        try await stopped

        let committed = try await KafkaAdmin(settings: TestBroker.settings()).committed(group: group, topic: topic)
        #expect(committed.map(\.offset) == [10])
    }

    @Test func `a worker that never leaves does not hold a shutdown up for ever`() async throws {
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(group: group)
        _ = try await TestBroker.write(TestBroker.numbered(0..<10, topic: topic))
        let consumer = try consumer(group, topic, limits: ConsumerLimits(revocationTimeout: .milliseconds(200)))

        let (assignment, batch) = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await consumer.run() }
            for try await assignment in consumer.assignments {
                var batches = assignment.batches.makeAsyncIterator()
                let batch = await batches.next() ?? []
                let asked = ContinuousClock.now
                consumer.stop()
                try await tasks.waitForAll()
                #expect(asked.duration(to: .now) < ConsumerLimits().revocationTimeout / 2)
                #expect(await batches.next() == nil)
                return (assignment, batch)
            }
            throw DeadlinePassed(waitingFor: "an assignment")
        }
        // Too late: nothing happens, and in particular no crash.
        assignment.complete(batch)

        let committed = try await KafkaAdmin(settings: TestBroker.settings()).committed(group: group, topic: topic)
        #expect(committed.map(\.offset) == [0])
    }
}
