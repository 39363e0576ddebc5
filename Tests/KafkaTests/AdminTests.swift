import Testing

@testable import Kafka

@Suite("Preparing and inspecting a cluster", .timeLimit(.minutes(3)))
struct AdminTests {
    @Test func `a topic is made once`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())
        let name = TestBroker.unique("kafka-tests")
        let topic = TopicSpecification(name: name, partitions: 3, configuration: ["cleanup.policy": "delete"])

        #expect(try await admin.createTopics([topic]) == [name: .created])
        #expect(try await admin.createTopics([topic]) == [name: .alreadyExists])
        #expect(
            try await admin.describe([name, "never-made"]) == [
                TopicDescription(name: name, partitions: [0, 1, 2], replicas: 1)
            ])
    }

    @Test func `a group gets a place to start only where it has none`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic(partitions: 3)
        try await admin.commit(group: group, offsets: [PartitionOffset(topic: topic, partition: 1, offset: 7)])

        let given = try await admin.commitStart(group: group, topics: [topic])

        #expect(given.map(\.partition) == [0, 2])
        #expect(given.allSatisfy { $0.offset == 0 })
        #expect(try await admin.committed(group: group, topic: topic).map(\.offset) == [0, 7, 0])
        #expect(try await admin.commitStart(group: group, topics: [topic]).isEmpty)
    }

    @Test func `a group whose place is lost starts again only when told to`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())
        let group = TestBroker.unique("group")
        let (whole, lost) = (try await TestBroker.topic(), try await TestBroker.topic())
        try await TestBroker.writeSingly(TestBroker.numbered(0..<2, topic: whole))
        let places = [
            PartitionOffset(topic: whole, partition: 0, offset: 1),
            PartitionOffset(topic: lost, partition: 0, offset: 7),
        ]
        try await admin.commit(group: group, offsets: places)

        #expect(try await admin.commitStart(group: group, topics: [whole, lost]).isEmpty)
        let moved = try await admin.commitStart(group: group, topics: [whole, lost], lostToo: true)

        #expect(moved == [PartitionOffset(topic: lost, partition: 0, offset: 0)])
        #expect(try await admin.committed(group: group, topic: whole).map(\.offset) == [1])
        #expect(try await admin.committed(group: group, topic: lost).map(\.offset) == [0])
    }

    @Test func `lag is what was written and not committed`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())
        let group = TestBroker.unique("group")
        let topic = try await TestBroker.topic()
        try await TestBroker.writeSingly(TestBroker.numbered(0..<5, topic: topic))

        #expect(try await admin.lag(group: group, topics: [topic]).map(\.records) == [5])
        try await admin.commit(group: group, offsets: [PartitionOffset(topic: topic, partition: 0, offset: 3)])
        #expect(try await admin.lag(group: group, topics: [topic]).map(\.records) == [2])
        let ends = try await admin.endOffsets(topic).map(\.offset)
        #expect(ends == [5])
        #expect(try await admin.beginningOffsets(topic).map(\.offset) == [0])
    }

    @Test func `the settings of topics are told as they were made`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())
        let name = TestBroker.unique("kafka-tests")
        let settings = ["cleanup.policy": "delete", "retention.ms": "900000"]
        _ = try await admin.createTopics([TopicSpecification(name: name, partitions: 1, configuration: settings)])

        let told = try await admin.settings(of: [name])

        #expect(try told[name]?.get().filter { settings.keys.contains($0.key) } == settings)
    }

    @Test func `a topic that does not exist is named`() async throws {
        let admin = KafkaAdmin(settings: try TestBroker.settings())

        let error = await #expect(throws: KafkaError.self) { try await admin.endOffsets("never-made") }

        #expect(error?.isUnknownTopic == true)
        #expect(error?.topic == "never-made")
    }

    @Test func `a cluster that does not answer is a retriable error`() async {
        let admin = KafkaAdmin(settings: .unreachable, timeout: .milliseconds(300))

        let describing = await #expect(throws: KafkaError.self) { try await admin.describe(["t"]) }
        let creating = await #expect(throws: KafkaError.self) {
            try await admin.createTopics([TopicSpecification(name: "t", partitions: 1)])
        }

        #expect(describing?.isRetriable == true)
        #expect(creating?.isRetriable == true)
    }
}
