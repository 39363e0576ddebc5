import CLibrdkafka

extension KafkaAdmin {
    /// Returns the offset of the first record still in the log, per partition.
    package func beginningOffsets(_ topic: String) async throws(KafkaError) -> [PartitionOffset] {
        try await watermarks(topic).map { $0.beginning }
    }

    /// Returns the offset of the next record to be written, per partition.
    package func endOffsets(_ topic: String) async throws(KafkaError) -> [PartitionOffset] {
        try await watermarks(topic).map { $0.end }
    }

    private func watermarks(
        _ topic: String
    ) async throws(KafkaError) -> [(beginning: PartitionOffset, end: PartitionOffset)] {
        let milliseconds = timeoutMilliseconds
        return try await withClient { client throws(KafkaError) in
            try client.places(of: [topic], within: milliseconds).map { place throws(KafkaError) in
                let marks = try client.watermarks(place.topic, place.partition, within: milliseconds)
                return (
                    PartitionOffset(topic: place.topic, partition: place.partition, offset: marks.beginning),
                    PartitionOffset(topic: place.topic, partition: place.partition, offset: marks.end)
                )
            }
        }
    }

    /// Returns what the group has committed in the topic; partitions without a commit are left out.
    package func committed(group: String, topic: String) async throws(KafkaError) -> [PartitionOffset] {
        try await lag(group: group, topics: [topic]).compactMap { lag in
            lag.committed.map { PartitionOffset(topic: lag.topic, partition: lag.partition, offset: $0) }
        }
    }

    /// Returns how far the group is behind, per partition of the topics.
    package func lag(group: String, topics: [String]) async throws(KafkaError) -> [PartitionLag] {
        let milliseconds = timeoutMilliseconds
        return try await withClient(group: group) { client throws(KafkaError) in
            let places = try client.places(of: topics, within: milliseconds)
            let committed = try client.committed(places, within: milliseconds)
            return try places.map { place throws(KafkaError) in
                let marks = try client.watermarks(place.topic, place.partition, within: milliseconds)
                let next = committed[place]
                return PartitionLag(
                    topic: place.topic, partition: place.partition, committed: next, end: marks.end,
                    records: max(0, marks.end - max(marks.beginning, next ?? marks.beginning)))
            }
        }
    }

    /// Commits offsets on behalf of a group, which must have no members at that time.
    package func commit(group: String, offsets: [PartitionOffset]) async throws(KafkaError) {
        let milliseconds = timeoutMilliseconds
        try await withClient(group: group) { client throws(KafkaError) in
            try client.commit(offsets, within: milliseconds)
        }
    }

    /// Commits the first record as the group's position in every partition of the topics where the group has none.
    ///
    /// After that, a missing offset always means loss, and the consumer can report it instead of skipping records.
    /// - Parameter lostToo: Whether to do so also where the group's position is no longer in the log. The group loses
    ///   the records in between.
    /// - Returns: What was committed; empty if the group had a position everywhere.
    package func commitStart(
        group: String, topics: [String], lostToo: Bool = false
    ) async throws(KafkaError) -> [PartitionOffset] {
        let milliseconds = timeoutMilliseconds
        return try await withClient(group: group) { client throws(KafkaError) in
            let places = try client.places(of: topics, within: milliseconds)
            let committed = try client.committed(places, within: milliseconds)
            var starts: [PartitionOffset] = []
            for place in places where lostToo || committed[place] == nil {
                let marks = try client.watermarks(place.topic, place.partition, within: milliseconds)
                if let next = committed[place], next >= marks.beginning, next <= marks.end { continue }
                starts.append(
                    PartitionOffset(topic: place.topic, partition: place.partition, offset: marks.beginning))
            }
            try client.commit(starts, within: milliseconds)
            return starts
        }
    }
}
