import CLibrdkafka

extension KafkaAdmin {
    /// Returns the settings of topics by name, as the broker reports them, including the broker's defaults.
    ///
    /// A topic has an error instead if the broker does not support this request (``KafkaError/isUnsupported``) or does
    /// not answer it for this client. A broker may leave out settings that it does not have.
    package func settings(
        of topics: [String]
    ) async throws(KafkaError) -> [String: Result<[String: String], KafkaError>] {
        guard !topics.isEmpty else { return [:] }
        let milliseconds = timeoutMilliseconds
        return try await withClient { client throws(KafkaError) in
            do throws(KafkaError) {
                return try Self.settings(of: topics, with: client, within: milliseconds)
            } catch {
                guard error.isUnsupported else { throw error }
                return Dictionary(topics.map { ($0, .failure(error)) }, uniquingKeysWith: { $1 })
            }
        }
    }

    private static func settings(
        of topics: [String], with client: ClientHandle, within milliseconds: Int32
    ) throws(KafkaError) -> [String: Result<[String: String], KafkaError>] {
        var questions: [OpaquePointer?] = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { questions.forEach { rd_kafka_ConfigResource_destroy($0) } }
        return try client.ask(
            RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, within: milliseconds,
            { options, answers in
                rd_kafka_DescribeConfigs(client.pointer, &questions, questions.count, options, answers)
            }, reading: settings(in:))
    }

    private static func settings(
        in event: OpaquePointer
    ) throws(KafkaError) -> [String: Result<[String: String], KafkaError>] {
        var count = 0
        guard
            let result = rd_kafka_event_DescribeConfigs_result(event),
            let topics = rd_kafka_DescribeConfigs_result_resources(result, &count)
        else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        var found: [String: Result<[String: String], KafkaError>] = [:]
        for topic in UnsafeBufferPointer(start: topics, count: count) {
            let name = rd_kafka_ConfigResource_name(topic).map { String(cString: $0) } ?? ""
            let code = rd_kafka_ConfigResource_error(topic)
            found[name] =
                code == RD_KAFKA_RESP_ERR_NO_ERROR
                ? .success(entries(of: topic))
                : .failure(
                    KafkaError(
                        code, message: rd_kafka_ConfigResource_error_string(topic).map { String(cString: $0) },
                        topic: name))
        }
        return found
    }

    private static func entries(of topic: OpaquePointer?) -> [String: String] {
        var count = 0
        guard let entries = rd_kafka_ConfigResource_configs(topic, &count) else { return [:] }
        var settings: [String: String] = [:]
        for entry in UnsafeBufferPointer(start: entries, count: count) {
            guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry) else {
                continue
            }
            settings[String(cString: name)] = String(cString: value)
        }
        return settings
    }
}
