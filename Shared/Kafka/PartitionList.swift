import CLibrdkafka

struct TopicPartition: Hashable, Sendable {
    let topic: String
    let partition: Int32
}

/// The sole owner of a librdkafka list of partitions with offsets.
final class PartitionList {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// Takes ownership of the list.
    init(owning pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
        self.pointer = pointer
    }

    convenience init(_ offsets: some Collection<PartitionOffset>) {
        self.init(owning: rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count)))
        for each in offsets {
            add(each.topic, each.partition, offset: each.offset)
        }
    }

    convenience init(topics: [String]) {
        self.init(owning: rd_kafka_topic_partition_list_new(Int32(clamping: topics.count)))
        for topic in topics {
            add(topic, RD_KAFKA_PARTITION_UA, offset: Int64(RD_KAFKA_OFFSET_INVALID))
        }
    }

    deinit {
        rd_kafka_topic_partition_list_destroy(pointer)
    }

    private func add(_ topic: String, _ partition: Int32, offset: Int64) {
        rd_kafka_topic_partition_list_add(pointer, topic, partition).pointee.offset = offset
    }
}

extension UnsafePointer<rd_kafka_topic_partition_list_t> {
    /// The entries with their own errors, as Swift values.
    var entries: [(offset: PartitionOffset, error: rd_kafka_resp_err_t)] {
        guard let elements = pointee.elems else { return [] }
        return UnsafeBufferPointer(start: elements, count: Int(pointee.cnt)).map { element in
            let topic = element.topic.map { String(cString: $0) } ?? ""
            return (
                PartitionOffset(topic: topic, partition: element.partition, offset: element.offset), element.err
            )
        }
    }

    var places: [TopicPartition] {
        entries.map { TopicPartition(topic: $0.offset.topic, partition: $0.offset.partition) }
    }
}

/// An offset in a partition: the next record to read.
package struct PartitionOffset: Hashable, Sendable {
    package let topic: String
    package let partition: Int32
    package let offset: Int64

    package init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }
}
