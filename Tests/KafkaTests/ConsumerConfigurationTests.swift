import Testing

@testable import Kafka

@Suite("The settings of a consumer")
struct ConsumerConfigurationTests {
    private func values(_ group: KafkaGroup) -> [String: String] {
        ClientConfiguration.consumer(KafkaSettings(bootstrapServers: "b:1", clientID: "test"), group).values
    }

    @Test func `a member that is named by its deployment says so, any other passes`() {
        #expect(values(KafkaGroup(name: "g", instance: "registration-0"))["group.instance.id"] == "registration-0")
        #expect(values(KafkaGroup(name: "g"))["group.instance.id"] == nil)
    }

    @Test func `a lost place is never reset, and corrupt records are never read`() {
        let values = values(KafkaGroup(name: "g"))
        #expect(values["auto.offset.reset"] == "error")
        #expect(values["check.crcs"] == "true")
        #expect(values["enable.auto.offset.store"] == "false")
        #expect(values["isolation.level"] == "read_committed")
        #expect(values["allow.auto.create.topics"] == "false")
    }

    @Test func `a partition whose queue was full is read again long before its worker runs dry`() throws {
        let pause = try #require(values(KafkaGroup(name: "g"))["fetch.queue.backoff.ms"].flatMap(Int.init))
        #expect(pause <= 50)
    }
}
