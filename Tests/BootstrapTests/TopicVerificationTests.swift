import Testing

@testable import Bootstrap
@testable import Events
@testable import Kafka

@Suite("The settings of topics")
struct TopicVerificationTests {
    private static func prescribed(_ topic: Topic, replication: Int = 3) -> [String: String] {
        Dictionary(topic.settings(replication: replication).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private func verification(
        _ topic: Topic, replication: Int = 3, _ change: (inout [String: String]) -> Void = { _ in }
    ) -> TopicVerification {
        var told = Self.prescribed(topic)
        told["segment.bytes"] = "1073741824"
        change(&told)
        return TopicVerification([topic], replication: replication, told: [topic.name: .success(told)])
    }

    @Test(arguments: Topic.all.map(\.name))
    func `a topic as it is made has no difference`(_ name: String) throws {
        let topic = try #require(Topic.all.first { $0.name == name })
        let verification = verification(topic)

        #expect(verification.differences == [] && verification.remarks == [:])
        try verification.requireNoDifference()
    }

    @Test(
        arguments: [
            ("retention.ms", "604800000", "7776000000"), ("cleanup.policy", "compact,delete", "delete"),
            ("min.insync.replicas", "1", "at least 2"), ("max.message.bytes", "1000000", "at least 1048588"),
            ("message.timestamp.type", "CreateTime", "LogAppendTime"),
            ("unclean.leader.election.enable", "true", "false"), ("retention.ms", "", "7776000000"),
            ("min.insync.replicas", "two", "at least 2"),
        ])
    func `another value is named with its topic, its setting and what it must be`(
        name: String, found: String, wanted: String
    ) throws {
        let verification = verification(.ect) { $0[name] = found }

        let problem = #expect(throws: TopicProblem.self) { try verification.requireNoDifference() }

        let text = try #require(problem?.description)
        #expect(text.contains("registration.ect.v1: \(name) is \(found) and must be \(wanted)\n"))
        #expect(text.contains("--add-config") && text.contains("run topics again"))
    }

    @Test(arguments: [("max.message.bytes", "2097152"), ("min.insync.replicas", "3")])
    func `a setting above the required least is accepted`(name: String, found: String) {
        #expect(verification(.ect) { $0[name] = found }.differences == [])
    }

    @Test func `fewer than three brokers need no replicas in sync`() {
        #expect(verification(.ect, replication: 1) { $0["min.insync.replicas"] = "1" }.differences == [])
    }

    @Test func `every difference of every topic is told at once`() {
        let verification = TopicVerification(
            [.ect, .school], replication: 1,
            told: [
                Topic.ect.name: .success(["cleanup.policy": "compact", "retention.ms": "1"]),
                Topic.school.name: .success(["cleanup.policy": "delete"]),
            ])

        #expect(
            verification.differences == [
                "registration.ect.v1: cleanup.policy is compact and must be delete",
                "registration.ect.v1: retention.ms is 1 and must be 7776000000",
                "registration.school.v1: cleanup.policy is delete and must be compact",
            ])
    }

    @Test func `what the broker leaves out is said, and is no difference`() {
        let verification = verification(.ect) { $0 = ["retention.ms": "7776000000", "cleanup.policy": "delete"] }

        #expect(verification.differences == [])
        #expect(
            verification.remarks == [
                "registration.ect.v1":
                    "the broker does not tell max.message.bytes, message.timestamp.type, min.insync.replicas, "
                    + "unclean.leader.election.enable"
            ])
    }

    @Test(arguments: [nil, .failure(.closed)] as [Result<[String: String], KafkaError>?])
    func `a topic of which nothing is told is no difference either`(told: Result<[String: String], KafkaError>?) {
        let verification = TopicVerification([.ect], replication: 1, told: told.map { [Topic.ect.name: $0] } ?? [:])

        #expect(verification.differences == [])
        #expect(verification.remarks[Topic.ect.name]?.contains("cannot be verified") == true)
    }

    @Test func `a topic that fewer brokers keep than demanded is named with the setting`() async throws {
        let toy = try await ToySettings()
        let admin = KafkaAdmin(settings: try Connections.kafka(service: Toy.name, settings: toy.settings))
        let topic = Topic(
            name: "\(Toy.name).few", partitions: 1, retention: .compacted, ordering: .latest, owner: Toy.name,
            summary: "For tests.")
        func preparation(replication: Int) -> TopicPreparation {
            TopicPreparation(
                service: Toy.name, topics: [topic], readings: [], admin: admin, replication: replication)
        }
        _ = try await preparation(replication: 1).run()

        let problem = await #expect(throws: TopicProblem.self) { try await preparation(replication: 2).run() }

        #expect(
            problem?.description.contains(
                "\(topic) is kept by 1 brokers where KAFKA_REPLICATION_FACTOR demands 2") == true)
    }

    /// Runs against a real broker, with a topic that was created by hand.
    @Test func `a topic with another retention ends the command, and nothing is created over it`() async throws {
        let toy = try await ToySettings()
        let admin = KafkaAdmin(settings: try Connections.kafka(service: Toy.name, settings: toy.settings))
        let topic = Topic(
            name: "\(Toy.name).by-hand", partitions: 1, retention: .time(.seconds(900)), ordering: .unordered,
            owner: Toy.name, summary: "For tests.")
        var settings = Self.prescribed(topic)
        settings["retention.ms"] = "60000"
        _ = try await admin.createTopics([
            TopicSpecification(name: topic.name, partitions: 1, configuration: settings)
        ])
        let preparation = TopicPreparation(
            service: Toy.name, topics: [topic], readings: [], admin: admin, replication: 1)

        let problem = await #expect(throws: TopicProblem.self) { try await preparation.run() }

        #expect(
            problem?.description.contains("\(topic.name): retention.ms is 60000 and must be 900000") == true)
    }
}
