import CLibrdkafka
import Metrics
import MetricsTestKit
import TestSupport
import Testing

@testable import Kafka

@Suite("A producer in trouble", .timeLimit(.minutes(3)))
struct ProducerTests {
    private let record = OutgoingRecord(topic: "t", key: bytes("k"), value: bytes("v"))

    /// Retries for as long as the error is retriable, until the broken client has been replaced.
    private func sendAgainUntilTaken(
        _ records: [OutgoingRecord], by producer: KafkaProducer
    ) async throws -> [Delivery] {
        while true {
            do throws(KafkaError) {
                return try await producer.send(records)
            } catch {
                guard error.isRetriable, !Task.isCancelled else { throw error }
                #expect(!error.isFatal)
            }
        }
    }

    @Test func `answers a fatal error with a new client`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)

        try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
            let first = try await producer.send([record])
            #expect(first.map(\.offset) == [0])
            let broken = try #require(producer.loop.client).handle
            rd_kafka_test_fatal_error(broken.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "told to")

            let deliveries = try await sendAgainUntilTaken([record], by: producer)

            #expect(deliveries.map(\.offset) == [1])
            #expect(try #require(producer.loop.client).handle !== broken)
        }
    }

    @Test func `tells how long a batch of each topic took, how it ended, and that a client was made anew`() async throws
    {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        let metrics = TestMetrics()

        try await withMetricsFactory(metrics) {
            try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer async throws in
                func batches(_ errorType: String) -> Int {
                    metrics.timers(
                        label: "messaging_client_operation_duration_seconds",
                        dimensions: [("destination", "t"), ("operation", "send"), ("error_type", errorType)]
                    ).map(\.values.count).reduce(0, +)
                }
                _ = try await producer.send([record, record])
                #expect(batches("") == 1)

                let broken = try #require(producer.loop.client).handle
                rd_kafka_test_fatal_error(broken.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "told to")
                _ = try await sendAgainUntilTaken([record], by: producer)
                #expect(batches("") == 2)
                #expect(try metrics.expectCounter("kafka_producer_fatal_total").totalValue == 1)

                cluster.failWrites([RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER])
                let refusals = batches("retriable")
                _ = await #expect(throws: KafkaError.self) { try await producer.send([record]) }
                #expect(batches("retriable") == refusals + 1)
            }
        }
    }

    @Test func `the batch over which the broker ends the sequence may be sent again`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)

        try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
            _ = try await producer.send([record])
            cluster.failWrites([RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER])

            let error = await #expect(throws: KafkaError.self) { try await producer.send([record]) }
            #expect(error?.isRetriable == true)
            #expect(error?.recordIndex == nil)

            let deliveries = try await sendAgainUntilTaken([record], by: producer)
            #expect(deliveries.map(\.offset) == [1])
        }
    }

    @Test func `records as large as the room go out in order with others`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        let large = OutgoingRecord(topic: "t", key: nil, value: Array(repeating: 0, count: SendGate.maximumBytes))
        let settings = cluster.settings(["message.max.bytes": "20000000"])

        let deliveries = try await KafkaProducer.scoped(settings: settings, logger: quiet) { producer in
            try await producer.send([record, large, record, large])
        }

        #expect(deliveries.map(\.offset) == [0, 1, 2, 3])
    }

    @Test func `of a batch that the broker refuses the first record is named, which alone it may take`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        // One request is refused: all three have to be in it, on a slow machine too.
        let settings = cluster.settings(["linger.ms": "500"])

        try await KafkaProducer.scoped(settings: settings, logger: quiet) { producer in
            _ = try await producer.send([record])
            cluster.failWrites([RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE])

            let error = await #expect(throws: KafkaError.self) { try await producer.send([record, record, record]) }
            let alone = try await producer.send([record])

            #expect(error?.name == "MSG_SIZE_TOO_LARGE")
            #expect(error?.isRetriable == false)
            #expect(error?.recordIndex == 0)
            #expect(alone.map(\.offset) == [1])
        }
    }

    @Test func `records under way at a fatal error may be sent again`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        cluster.takeDown()

        try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
            async let sent = producer.send([record, record])
            let broken = try #require(producer.loop.client).handle
            try await wait(for: "both to be handed over") { rd_kafka_outq_len(broken.pointer) == 2 }
            rd_kafka_test_fatal_error(broken.pointer, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "told to")

            do {
                _ = try await sent
                Issue.record("nothing can have been acknowledged")
            } catch let error as KafkaError {
                #expect(error.isRetriable)
                #expect(error.recordIndex == nil)
            }
            cluster.bringUp()
            let again = try await sendAgainUntilTaken([record], by: producer)
            #expect(again.count == 1)
        }
    }

    @Test func `errors of transport and leadership are retried inside`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        cluster.failWrites([
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
        ])

        let deliveries = try await KafkaProducer.scoped(
            settings: cluster.settings(["retry.backoff.ms": "10"]), logger: quiet
        ) { try await $0.send([record, record]) }

        #expect(deliveries.map(\.offset) == [0, 1])
    }

    @Test func `waits for a broker that is down`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        cluster.takeDown()

        try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
            async let sent = producer.send([record])
            let client = try #require(producer.loop.client).handle
            try await wait(for: "the record to be handed over") { rd_kafka_outq_len(client.pointer) == 1 }
            cluster.bringUp()

            #expect(try await sent.map(\.offset) == [0])
        }
    }

    @Test func `gives up on an unreachable broker only if told to`() async throws {
        var settings = KafkaSettings.unreachable
        settings.extra["message.timeout.ms"] = "200"

        let error = await #expect(throws: KafkaError.self) {
            try await KafkaProducer.scoped(settings: settings, logger: quiet) { try await $0.send([record]) }
        }

        #expect(error?.isRetriable == true)
        #expect(error?.code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT.rawValue)
    }

    @Test func `a shutdown fails what no broker took, retriably`() async throws {
        let producer = try KafkaProducer(settings: .unreachable, flushTimeout: .milliseconds(50), logger: quiet)
        async let stopped: Void = producer.run()
        let record = record
        let sent = Task { try await producer.send([record]) }
        let client = try #require(producer.loop.client).handle
        try await wait(for: "the record to be handed over") { rd_kafka_outq_len(client.pointer) == 1 }

        producer.stop()
        let error = await #expect(throws: KafkaError.self) { try await sent.value }
        try await stopped

        #expect(error?.isRetriable == true)
        await #expect(throws: KafkaError.self) { try await producer.send([record]) }
    }

    @Test func `names the record that is too large and sends none after it`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        let large = OutgoingRecord(topic: "t", key: nil, value: Array(repeating: 0, count: 2_000_000))

        try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) { producer in
            let error = await #expect(throws: KafkaError.self) { try await producer.send([record, large, record]) }
            #expect(error?.recordIndex == 1)
            #expect(error?.isRetriable == false)
            let next = try await producer.send([record])
            #expect(next.map(\.offset) == [1])
        }
    }

    @Test func `more records than fit together wait for room`() async throws {
        let cluster = try MockCluster(topic: "t", partitions: 1)
        let count = SendGate.maximumRecords + 10_000
        let records = Array(repeating: OutgoingRecord(topic: "t", key: nil, value: [1]), count: count)

        let deliveries = try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) {
            try await $0.send(records)
        }

        #expect(deliveries.map(\.offset) == (0..<Int64(count)).map { $0 })
    }

    // The hashes are those of `org.apache.kafka.common.utils.Utils.murmur2` in its own tests.
    @Test(
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func `a key goes to the partition that Java would choose`(key: String, hash: Int32) async throws {
        let cluster = try MockCluster(topic: "t", partitions: 7)

        let deliveries = try await KafkaProducer.scoped(settings: cluster.settings(), logger: quiet) {
            try await $0.send([OutgoingRecord(topic: "t", key: bytes(key), value: [])])
        }

        #expect(deliveries.map(\.partition) == [(hash & 0x7fff_ffff) % 7])
    }

    @Test(arguments: ["no.such.setting", "compression.codec", "fetch.queue.backoff.ms"])
    func `a setting that does not exist, or has no such value, is refused at once`(name: String) {
        let settings = KafkaSettings(bootstrapServers: "b", clientID: "c", extra: [name: "nonsense"])

        #expect(throws: KafkaError.self) { try KafkaProducer(settings: settings, logger: quiet) }
    }
}
