import Testing

@testable import Kafka

@Suite("The settings of a consumer")
struct ConsumerConfigurationTests {
    private func understood(_ name: String, _ group: KafkaGroup = KafkaGroup(name: "g")) throws -> String? {
        try ClientConfiguration.consumer(KafkaSettings(bootstrapServers: "b:1", clientID: "test"), group)
            .understood(name)
    }

    @Test func `a member that is named by its deployment says so, any other passes`() throws {
        let named = KafkaGroup(name: "g", instance: "registration-0")
        #expect(try understood("group.instance.id", named) == "registration-0")
        #expect(try understood("group.instance.id") == nil)
    }

    @Test(arguments: [
        ("auto.offset.reset", "error"), ("check.crcs", "true"), ("enable.auto.offset.store", "false"),
        ("isolation.level", "read_committed"), ("allow.auto.create.topics", "false"),
    ])
    func `a lost place is never reset, and corrupt records are never read`(name: String, value: String) throws {
        #expect(try understood(name) == value)
    }

    @Test func `a partition whose queue was full is read again long before its worker runs dry`() throws {
        let pause = try #require(understood("fetch.queue.backoff.ms").flatMap(Int.init))
        #expect(pause <= 50)
    }
}
