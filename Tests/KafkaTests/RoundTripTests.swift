import CLibrdkafka
import Foundation
import Testing

@testable import Kafka

@Suite("A record's way through a broker", .timeLimit(.minutes(3)))
struct RoundTripTests {
    /// Writes the records and reads them back, in order of their offsets.
    private func roundTrip(_ make: @Sendable (String) -> [OutgoingRecord]) async throws -> [KafkaRecord] {
        let topic = try await TestBroker.topic()
        let tail = try KafkaTail(settings: TestBroker.settings(), topics: [topic], logger: quiet)
        return try await running(tail) {
            try await tail.ready()
            let records = make(topic)
            _ = try await TestBroker.write(records)
            return await tail.records.collect(records.count)
        }
    }

    @Test func `headers keep their order, duplicates and missing values`() async throws {
        let headers = [
            KafkaHeader("ce_id", "1"), KafkaHeader("ce_id", "2"), KafkaHeader(name: "nothing", value: nil),
            KafkaHeader(name: "empty", value: []), KafkaHeader("größe", "ß"),
        ]

        let read = try await roundTrip { [OutgoingRecord(topic: $0, key: [1], value: [2], headers: headers)] }

        let record = try #require(read.first)
        #expect(record.headers == headers)
        #expect(record.header("ce_id") == bytes("2"))
        #expect(record.header("absent") == nil)
        #expect(abs(try #require(record.timestamp).timeIntervalSinceNow) < 60)
    }

    @Test func `a tombstone, an empty value and a missing key stay what they are`() async throws {
        let read = try await roundTrip { topic in
            [
                OutgoingRecord(topic: topic, key: bytes("k"), value: nil),
                OutgoingRecord(topic: topic, key: bytes("k"), value: []),
                OutgoingRecord(topic: topic, key: nil, value: bytes("v")),
                OutgoingRecord(topic: topic, key: nil, value: nil),
            ]
        }

        #expect(read.map(\.value) == [nil, [], bytes("v"), nil])
        #expect(read.map(\.key) == [bytes("k"), bytes("k"), nil, nil])
        #expect(read.allSatisfy { $0.headers.isEmpty })
    }

    @Test func `a megabyte of noise arrives unchanged`() async throws {
        var generator = SystemRandomNumberGenerator()
        let noise = (0..<125_000).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }

        let read = try await roundTrip { [OutgoingRecord(topic: $0, key: bytes("k"), value: noise)] }

        #expect(read.first?.value == noise)
    }

    @Test func `a header name that is not text is repaired`() async throws {
        let topic = try await TestBroker.topic()
        let tail = try KafkaTail(settings: TestBroker.settings(), topics: [topic], logger: quiet)

        let read = try await running(tail) {
            try await tail.ready()
            try await KafkaProducer.scoped(settings: TestBroker.settings(), logger: quiet) { producer in
                let client = try #require(producer.loop.client)
                let headers = rd_kafka_headers_new(1)
                let name: [CChar] = [CChar(bitPattern: 0xff), 97, CChar(bitPattern: 0xc3)]
                rd_kafka_header_add(headers, name, name.count, nil, 0)
                let batch = BatchInFlight([OutgoingRecord(topic: topic, key: nil, value: nil)])
                batch.start()
                #expect(producer.loop.admitOne())
                let code = rect_produce(
                    client.handle.pointer, topic, nil, 0, nil, 0, headers, batch.address(of: 0, bytes: 0))
                #expect(code == RD_KAFKA_RESP_ERR_NO_ERROR)
                _ = try await batch.outcome().get()
            }
            return await tail.records.collect(1)
        }

        #expect(read.first?.headers.map(\.name) == ["\u{fffd}a\u{fffd}"])
    }

    @Test func `records of one key keep their order among many keys and senders`() async throws {
        let topic = try await TestBroker.topic(partitions: 3)
        let tail = try KafkaTail(settings: TestBroker.settings(), topics: [topic], logger: quiet)

        let read = try await running(tail) {
            try await tail.ready()
            try await KafkaProducer.scoped(settings: TestBroker.settings(), logger: quiet) { producer in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for key in 0..<20 {
                        group.addTask {
                            for start in stride(from: 0, to: 200, by: 20) {
                                let records = (start..<start + 20).map {
                                    OutgoingRecord(topic: topic, key: bytes("k\(key)"), value: bytes(String($0)))
                                }
                                let deliveries = try await producer.send(records)
                                #expect(deliveries.count == 20)
                                #expect(deliveries.map(\.offset) == deliveries.map(\.offset).sorted())
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            return await tail.records.collect(4000)
        }

        let perKey = Dictionary(grouping: read) { $0.key }
        #expect(perKey.count == 20)
        #expect(perKey.values.allSatisfy { $0.compactMap(\.number) == Array(0..<200) })
    }

    @Test func `a tail reads only what is sent after it is ready`() async throws {
        let topic = try await TestBroker.topic(partitions: 3)
        try await TestBroker.writeSingly(TestBroker.numbered(0..<30, topic: topic, keys: 10))
        let tail = try KafkaTail(settings: TestBroker.settings(), topics: [topic], logger: quiet)

        let read = try await running(tail) {
            try await tail.ready()
            _ = try await TestBroker.write(TestBroker.numbered(30..<60, topic: topic, keys: 10))
            return await tail.records.collect(30)
        }

        #expect(Set(read.compactMap(\.number)) == Set(30..<60))
    }

    @Test func `a tail that reaches no broker is not ready, and whoever waits can give up`() async throws {
        let journal = Journal<String>()
        let tail = try KafkaTail(settings: .unreachable, topics: ["t"], logger: .noting(in: journal))

        try await running(tail) {
            let waiting = Task { try await tail.ready() }
            try await journal.wait(for: "the tail to try") { $0.contains { $0.contains("not ready") } }
            waiting.cancel()
            await #expect(throws: KafkaError.self) { try await waiting.value }
        }
    }

    @Test func `a stopped tail is never ready`() async throws {
        let tail = try KafkaTail(settings: TestBroker.settings(), topics: ["never-made"], logger: quiet)
        try await running(tail) {}

        await #expect(throws: KafkaError.self) { try await tail.ready() }
        #expect(await tail.records.collect(1).isEmpty)
    }
}

extension KafkaTail.Records {
    func collect(_ count: Int) async -> [KafkaRecord] {
        var found: [KafkaRecord] = []
        for await record in self {
            found.append(record)
            if found.count == count { break }
        }
        return found
    }
}

extension ProducerLoop {
    func admitOne() -> Bool { gate.admit(bytes: 0) != nil }
}
