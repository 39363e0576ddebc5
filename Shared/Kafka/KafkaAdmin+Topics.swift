import CLibrdkafka

extension KafkaAdmin {
    /// Creates the topics that do not exist yet. Leaves the others as they are, whatever their configuration.
    package func createTopics(_ topics: [TopicSpecification]) async throws(KafkaError) -> [String: TopicCreation] {
        guard !topics.isEmpty else { return [:] }
        let milliseconds = timeoutMilliseconds
        return try await withClient { client throws(KafkaError) in
            try Self.createTopics(topics, with: client, within: milliseconds)
        }
    }

    private static func createTopics(
        _ topics: [TopicSpecification], with client: ClientHandle, within milliseconds: Int32
    ) throws(KafkaError) -> [String: TopicCreation] {
        var new: [OpaquePointer?] = []
        defer { new.forEach { rd_kafka_NewTopic_destroy($0) } }
        for topic in topics { new.append(try newTopic(topic)) }
        return try client.ask(
            RD_KAFKA_ADMIN_OP_CREATETOPICS, within: milliseconds,
            { options, answers in
                var text = [CChar](repeating: 0, count: 256)
                rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, &text, text.count)
                rd_kafka_CreateTopics(client.pointer, &new, new.count, options, answers)
            }, reading: outcomes)
    }

    private static func newTopic(_ topic: TopicSpecification) throws(KafkaError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 256)
        guard
            let new = rd_kafka_NewTopic_new(
                topic.name, topic.partitions, topic.replicationFactor, &text, text.count)
        else {
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, message: cText(text), topic: topic.name)
        }
        for (name, value) in topic.configuration {
            let code = rd_kafka_NewTopic_set_config(new, name, value)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                rd_kafka_NewTopic_destroy(new)
                throw KafkaError(code, message: "setting \(name) is not acceptable", topic: topic.name)
            }
        }
        return new
    }

    private static func outcomes(of event: OpaquePointer) throws(KafkaError) -> [String: TopicCreation] {
        var count = 0
        guard
            let result = rd_kafka_event_CreateTopics_result(event),
            let topics = rd_kafka_CreateTopics_result_topics(result, &count)
        else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        var outcomes: [String: TopicCreation] = [:]
        for topic in UnsafeBufferPointer(start: topics, count: count) {
            let name = rd_kafka_topic_result_name(topic).map { String(cString: $0) } ?? ""
            switch rd_kafka_topic_result_error(topic) {
            case RD_KAFKA_RESP_ERR_NO_ERROR: outcomes[name] = .created
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: outcomes[name] = .alreadyExists
            case let code:
                let message = rd_kafka_topic_result_error_string(topic).map { String(cString: $0) }
                throw KafkaError(code, message: message, topic: name)
            }
        }
        return outcomes
    }

    /// Returns the topics with their partitions; topics that do not exist are left out.
    package func describe(_ topics: [String]) async throws(KafkaError) -> [TopicDescription] {
        let milliseconds = timeoutMilliseconds
        return try await withClient { client throws(KafkaError) in
            let known = try client.describeAll(within: milliseconds)
            return topics.compactMap { known[$0] }
        }
    }
}
