import Testing

@testable import Kafka

@Suite("The settings of a producer")
struct ProducerConfigurationTests {
    private func understood(_ name: String, sendTimeout: Duration? = nil, _ extra: [String: String] = [:]) throws
        -> String?
    {
        var settings = KafkaSettings(bootstrapServers: "b:1", clientID: "test", extra: extra)
        settings.sendTimeout = sendTimeout
        return try ClientConfiguration.producer(settings).understood(name)
    }

    @Test(arguments: [
        ("enable.idempotence", "true"), ("acks", "-1"), ("max.in.flight", "5"), ("message.timeout.ms", "0"),
    ])
    func `a record is written once, in order, by all replicas, however long that takes`(name: String, value: String)
        throws
    {
        #expect(try understood(name) == value)
    }

    @Test func `a key lands on the partition on which every other library puts it`() throws {
        #expect(try understood("partitioner") == "murmur2_random")
    }

    @Test func `records travel compressed`() throws {
        #expect(try understood("compression.codec") == "lz4")
    }

    @Test(arguments: [
        ("linger.ms", "20"), ("queue.buffering.max.ms", "20"), ("compression.type", "gzip"),
        ("delivery.timeout.ms", "60000"), ("max.in.flight.requests.per.connection", "3"),
    ])
    func `what the deployment asks for wins, under either name of the library`(name: String, value: String) throws {
        for _ in 0..<20 { #expect(try understood(name, sendTimeout: .seconds(5), [name: value]) == value) }
    }

    @Test func `a command may give up on a record`() throws {
        #expect(try understood("message.timeout.ms", sendTimeout: .seconds(5)) == "5000")
    }
}
