package import Events
package import Kafka

/// A topic that exists, but differs from the catalogue.
package struct TopicProblem: Error, CustomStringConvertible {
    package let description: String
}

/// Creates and verifies topics, and commits a starting position for groups that have none.
package struct TopicPreparation: Sendable {
    let service: String
    let topics: [Topic]
    let readings: [Reading]
    let admin: KafkaAdmin
    let replication: Int
    let restartsLostGroups: Bool

    /// - Parameter restartsLostGroups: Whether groups whose position is no longer in the log get the first record that
    ///   is left.
    package init(
        service: String, topics: [Topic], readings: [Reading], admin: KafkaAdmin, replication: Int,
        restartsLostGroups: Bool = false
    ) {
        self.service = service
        self.topics = topics
        self.readings = readings
        self.admin = admin
        self.replication = replication
        self.restartsLostGroups = restartsLostGroups
    }

    /// Runs all steps and returns what an operator wants to read, one line per topic and group.
    ///
    /// - Throws: ``TopicProblem`` for a topic with another number of partitions or another setting; ``KafkaError`` from
    ///   the broker.
    package func run() async throws -> [String] {
        let outcomes = try await admin.createTopics(topics.map(specification))
        let described = try await admin.describe(topics.map(\.name))
        let found = Dictionary(described.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for topic in topics { try requireShape(of: topic, found[topic.name]) }
        // A topic that was just created may not be known to every broker yet, and is as it was asked for.
        let verification = try await verify(topics.filter { outcomes[$0.name] != .created })
        var lines: [String] = []
        for topic in topics {
            let word = outcomes[topic.name] == .created ? "created" : "exists"
            let remark = verification.remarks[topic.name].map { "; \($0)" } ?? ""
            lines.append("topic \(topic.name): \(word), \(topic.partitions) partitions\(remark)")
        }
        for reading in readings {
            let group = reading.group(of: service)
            let started = try await start(group, in: reading.topics.map(\.name))
            let outcome = started.isEmpty ? "keeps its place" : "starts in \(started.count) partitions"
            lines.append("group \(group): \(outcome)")
        }
        return lines
    }

    private func verify(_ topics: [Topic]) async throws -> TopicVerification {
        let told = try await admin.settings(of: topics.map(\.name))
        let verification = TopicVerification(topics, replication: replication, told: told)
        try verification.requireNoDifference()
        return verification
    }

    private func start(_ group: String, in topics: [String]) async throws -> [PartitionOffset] {
        do {
            return try await admin.commitStart(group: group, topics: topics, lostToo: restartsLostGroups)
        } catch {
            guard error.name == "UNKNOWN_MEMBER_ID" else { throw error }
            throw TopicProblem(
                description: """
                    Group \(group) has members and no place in some partitions, and only an empty group can be given \
                    one. Stop the service, run topics, and start it again.
                    """)
        }
    }

    private func requireShape(of topic: Topic, _ found: TopicDescription?) throws(TopicProblem) {
        guard let found else {
            throw TopicProblem(
                description: "Topic \(topic.name) was created but the broker does not show it yet. Run topics again.")
        }
        guard found.partitions.count == topic.partitions else {
            throw TopicProblem(
                description: """
                    Topic \(topic.name) has \(found.partitions.count) partitions where \(topic.partitions) are needed. \
                    Another number moves keys to other partitions: move its records to a new topic, or recreate it if \
                    they may go.
                    """)
        }
        guard found.replicas >= replication else {
            throw TopicProblem(
                description: """
                    Topic \(topic.name) is kept by \(found.replicas) brokers where KAFKA_REPLICATION_FACTOR demands \
                    \(replication). Give it more with kafka-reassign-partitions, then run topics again.
                    """)
        }
    }

    private func specification(_ topic: Topic) -> TopicSpecification {
        let settings = topic.settings(replication: replication)
        return TopicSpecification(
            name: topic.name, partitions: Int32(topic.partitions), replicationFactor: Int32(replication),
            configuration: Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
    }
}
