import Events
import Foundation
import TestSupport
import Testing

@testable import Kafka
@testable import Messaging

@Suite("Sends of a topic", .timeLimit(.minutes(1)))
struct TopicSendsTests {
    private func row(_ seq: Int64, of topic: String, key: String = "a") -> OutboxRow {
        OutboxRow((seq, false, UUID(), topic, key, seq, "test.type", nil, nil, nil, Array("{}".utf8), Date(), Date()))
    }

    /// Runs `body` with the sends of a producer, to a topic that is acknowledged and one that is not until `mend`.
    private func withSends(
        _ body: (_ sends: TopicSends, _ topics: (heard: String, silent: String), _ mend: () -> Void) async throws ->
            Void
    ) async throws {
        let topics = (heard: "heard-\(UUID())", silent: "silent-\(UUID())")
        let cluster = try MockCluster(topic: topics.heard, partitions: 1)
        cluster.addTopic(topics.silent, partitions: 1)
        cluster.silence(topics.silent)
        let producer = try TestBroker.producer(servers: cluster.bootstrapServers)
        try await running(producer) {
            let sends = TopicSends(producer: producer, source: "urn:test") {}
            try await body(sends, topics) { cluster.silence(topics.silent, false) }
        }
    }

    @Test func `a topic is left alone until the result of its send was taken`() async throws {
        try await withSends { sends, topics, _ in
            sends.begin([row(1, of: topics.heard)], to: topics.heard, epoch: 1, after: LogEnds())
            await sends.wait(until: .now + .seconds(30))

            #expect(!sends.isWaitedFor)
            #expect(sends.topics == [topics.heard])
            #expect(sends.takeSettled().map(\.rows.count) == [1])
            #expect(sends.topics.isEmpty)
        }
    }

    @Test func `a send that is overdue is waited for no more, and settles all the same`() async throws {
        try await withSends { sends, topics, mend in
            sends.begin([row(1, of: topics.heard)], to: topics.heard, epoch: 1, after: LogEnds())
            sends.begin([row(2, of: topics.silent)], to: topics.silent, epoch: 1, after: LogEnds())
            try await eventually("the other topic is acknowledged") {
                await sends.wait(until: .now + .milliseconds(100))
                return sends.takeSettled().map(\.topic) == [topics.heard]
            }

            #expect(sends.markOverdue() == [topics.silent])
            #expect(sends.markOverdue().isEmpty)
            await sends.wait(until: .now + .seconds(3_600))
            #expect(sends.topics == [topics.silent])
            mend()
            try await eventually("it is acknowledged") { sends.takeSettled().map(\.topic) == [topics.silent] }
            #expect(sends.topics.isEmpty)
        }
    }

    @Test func `of a send that failed, what arrived counts up to the first gap of its key`() {
        let rows = zip(Int64(0)..., ["a", "b", "a", "b", "a", "c"]).map { row($0, of: "t", key: $1) }
        var error = KafkaError.closed
        for index in [0, 1, 3, 4] {
            error.delivered[index] = Delivery(topic: "t", partition: 0, offset: Int64(index))
        }
        let send = TopicSends.Settled(topic: "t", rows: rows, epoch: 1, ends: LogEnds(), result: .failure(error))

        #expect(send.arrivedInOrder.rows.map(\.seq) == [0, 1, 3])
        #expect(send.arrivedInOrder.deliveries.map(\.offset) == [0, 1, 3])
        #expect(send.delivered.count == 4)
    }

    @Test func `the result of a send counts no more once all events of its topic go out again`() async throws {
        try await withSends { sends, topics, mend in
            sends.begin([row(1, of: topics.heard)], to: topics.heard, epoch: 1, after: LogEnds())
            await sends.wait(until: .now + .seconds(30))
            sends.begin([row(2, of: topics.silent)], to: topics.silent, epoch: 1, after: LogEnds())
            #expect(sends.topics == [topics.heard, topics.silent])

            sends.outdate(topics.heard)
            sends.outdate(topics.silent)
            #expect(sends.topics == [topics.silent])
            mend()
            try await eventually("it is acknowledged") { sends.topics.isEmpty }
            #expect(sends.takeSettled().isEmpty)
        }
    }
}
