import CLibrdkafka
import TestSupport
import Testing

@testable import Kafka

@Suite("A member of a group in trouble", .timeLimit(.minutes(3)))
struct ConsumerInTroubleTests {
    private func numbered(_ numbers: Range<Int>) -> [OutgoingRecord] {
        TestBroker.numbered(numbers, topic: "t")
    }

    @Test func `says which partition has lost its place in the log`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 2)
        try await KafkaAdmin(settings: cluster.settings()).commit(
            group: "g",
            offsets: [
                PartitionOffset(topic: "t", partition: 0, offset: 0),
                PartitionOffset(topic: "t", partition: 1, offset: 1000),
            ])
        let consumer = try KafkaConsumer(
            settings: cluster.settings(), group: KafkaGroup(name: "g"), topics: ["t"], logger: quiet)

        let running = Task { try await consumer.run() }
        let error = await #expect(throws: KafkaError.self) {
            for try await _ in consumer.assignments {}
        }

        #expect(error?.isOffsetLost == true)
        #expect(error?.topic == "t")
        #expect(error?.partition == 1)
        await #expect(throws: KafkaError.self) { try await running.value }
    }

    @Test func `goes on where it was when a broker comes back`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        _ = try await KafkaAdmin(settings: cluster.settings()).commitStart(group: "g", topics: ["t"])
        let journal = Journal<Reading>()
        let log = Journal<String>()
        let consumer = try KafkaConsumer(
            settings: cluster.settings(), group: KafkaGroup(name: "g"), topics: ["t"], logger: .noting(in: log))

        try await running(Reader("r", consumer, journal)) {
            try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
                _ = try await producer.send(numbered(0..<10))
                try await journal.wait(for: "the first ten") { $0.count >= 10 }
                cluster.takeDown()
                try await log.wait(for: "the consumer to notice") { $0.contains { $0.contains("_TRANSPORT") } }
                cluster.bringUp()
                _ = try await producer.send(numbered(10..<20))
                try await journal.wait(for: "the next ten") { $0.count >= 20 }
            }
        }

        #expect(journal.entries.map(\.number) == Array(0..<20))
    }

    @Test func `waits for a broker that cannot be reached, and stops when told`() async throws {
        let log = Journal<String>()
        let consumer = try KafkaConsumer(
            settings: .unreachable, group: KafkaGroup(name: "g"), topics: ["t"], logger: .noting(in: log))

        let running = Task { try await consumer.run() }
        try await log.wait(for: "the consumer to try") { $0.contains { $0.contains("_TRANSPORT") } }
        consumer.stop()

        try await running.value
        for try await assignment in consumer.assignments {
            Issue.record("there is no partition \(assignment.partition)")
        }
    }
}
