import CLibrdkafka

// Requests to the cluster. They block, so call them on the client's thread or on a thread made for the call.
extension ClientHandle {
    /// Returns the topics with their partitions. Never creates a topic.
    /// - Throws: ``KafkaError/isUnknownTopic`` if one of them does not exist.
    func describe(_ topics: [String], within milliseconds: Int32) throws(KafkaError) -> [TopicDescription] {
        let known = try describeAll(within: milliseconds)
        return try topics.map { name throws(KafkaError) in
            guard let topic = known[name], !topic.partitions.isEmpty else {
                throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, topic: name)
            }
            return topic
        }
    }

    /// Returns all partitions of the topics.
    func places(of topics: [String], within milliseconds: Int32) throws(KafkaError) -> [TopicPartition] {
        try describe(topics, within: milliseconds).flatMap { topic in
            topic.partitions.map { TopicPartition(topic: topic.name, partition: $0) }
        }
    }

    func describeAll(within milliseconds: Int32) throws(KafkaError) -> [String: TopicDescription] {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        // Asks for all topics, because asking for one by name could create it.
        let code = rd_kafka_metadata(pointer, 1, nil, &metadata, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code) }
        defer { rd_kafka_metadata_destroy(metadata) }
        let topics = UnsafeBufferPointer(start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
        var found: [String: TopicDescription] = [:]
        for topic in topics where topic.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            guard let name = topic.topic.map({ String(cString: $0) }) else { continue }
            let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
            found[name] = TopicDescription(
                name: name, partitions: partitions.map(\.id).sorted(),
                replicas: Int(partitions.map(\.replica_cnt).min() ?? 0))
        }
        return found
    }

    /// Returns the offset of the next record to be written, as the last answer to a fetch reported it. Sends no
    /// request.
    func knownEnd(of place: TopicPartition) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(pointer, place.topic, place.partition, &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// Returns the offset of the first record still in the log, and the offset of the next record to be written.
    func watermarks(
        _ topic: String, _ partition: Int32, within milliseconds: Int32
    ) throws(KafkaError) -> (beginning: Int64, end: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_query_watermark_offsets(pointer, topic, partition, &low, &high, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw KafkaError(code, topic: topic, partition: partition)
        }
        return (low, high)
    }

    /// Returns what this client's group has committed; partitions without a commit are left out.
    func committed(
        _ places: [TopicPartition], within milliseconds: Int32
    ) throws(KafkaError) -> [TopicPartition: Int64] {
        let list = PartitionList(
            places.map {
                PartitionOffset(topic: $0.topic, partition: $0.partition, offset: Int64(RD_KAFKA_OFFSET_INVALID))
            })
        defer { withExtendedLifetime(list) {} }
        let code = rd_kafka_committed(pointer, list.pointer, milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
        var found: [TopicPartition: Int64] = [:]
        for (offset, error) in UnsafePointer(list.pointer).entries {
            guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw KafkaError(error, topic: offset.topic, partition: offset.partition)
            }
            guard offset.offset >= 0 else { continue }
            found[TopicPartition(topic: offset.topic, partition: offset.partition)] = offset.offset
        }
        return found
    }

    /// Commits offsets for this client's group, which must have no members.
    func commit(_ offsets: [PartitionOffset], within milliseconds: Int32) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        guard let answers = QueueHandle.answers(of: self) else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        let list = PartitionList(offsets)
        let code = withExtendedLifetime(list) {
            rd_kafka_commit_queue(pointer, list.pointer, answers.pointer, nil, nil)
        }
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
        let answer = answers.withEvent(within: milliseconds) { event -> KafkaError? in
            let code = rd_kafka_event_error(event)
            if code != RD_KAFKA_RESP_ERR_NO_ERROR { return KafkaError(code) }
            let entries = rd_kafka_event_topic_partition_list(event).map { UnsafePointer($0).entries } ?? []
            return entries.first { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }.map {
                KafkaError($0.error, topic: $0.offset.topic, partition: $0.offset.partition)
            }
        }
        guard let answer else { throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT) }
        if let answer { throw answer }
    }
}
