import Testing

@testable import Kafka

@Suite("The settings of a producer")
struct ProducerConfigurationTests {
    private func values(_ extra: [String: String] = [:]) -> [String: String] {
        ClientConfiguration.producer(KafkaSettings(bootstrapServers: "b:1", clientID: "test", extra: extra)).values
    }

    @Test func `a record is written once, in order, by all replicas, however long that takes`() {
        let values = values()
        #expect(values["enable.idempotence"] == "true")
        #expect(values["acks"] == "all")
        #expect(values["max.in.flight"] == "5")
        #expect(values["message.timeout.ms"] == "0")
    }

    @Test func `a key lands on the partition on which every other library puts it`() {
        #expect(values()["partitioner"] == "murmur2_random")
        #expect(values()["compression.codec"] == "lz4")
    }

    @Test func `what the deployment asks for wins`() {
        #expect(values(["linger.ms": "20"])["linger.ms"] == "20")
    }
}
