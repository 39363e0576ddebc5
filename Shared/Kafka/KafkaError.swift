import CLibrdkafka

/// What went wrong between this process and the brokers. Never carries keys, values or headers.
package struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// librdkafka's code: negative inside the client, positive from a broker.
    package let code: Int32
    /// librdkafka's name of the code, for instance `_AUTO_OFFSET_RESET`.
    package let name: String
    package let message: String
    /// Whether the client is unusable. ``KafkaProducer`` rebuilds its client; a consumer must be recreated.
    package let isFatal: Bool
    /// Whether the same call may succeed later, unchanged.
    package let isRetriable: Bool
    package var topic: String?
    package var partition: Int32?
    /// The position, in the array handed to `send`, of the first record that was refused.
    package var recordIndex: Int?
    /// What the brokers acknowledged of the same `send` despite the error, by position in the array handed to it.
    package internal(set) var delivered: [Int: Delivery] = [:]

    init(
        _ code: rd_kafka_resp_err_t, message: String? = nil, isFatal: Bool = false, isRetriable: Bool? = nil,
        topic: String? = nil, partition: Int32? = nil, recordIndex: Int? = nil
    ) {
        self.code = code.rawValue
        self.name = String(cString: rd_kafka_err2name(code))
        self.message = message ?? String(cString: rd_kafka_err2str(code))
        self.isFatal = isFatal
        self.isRetriable = isRetriable ?? Self.retriable.contains(code.rawValue)
        self.topic = topic
        self.partition = partition
        self.recordIndex = recordIndex
    }

    package var description: String {
        var place = ""
        if let topic { place += " \(topic)" }
        if let partition { place += "[\(partition)]" }
        if let recordIndex { place += " record \(recordIndex)" }
        return "\(name)\(place): \(message)"
    }

    /// Whether the committed offset is outside the log: records were lost or the topic was recreated.
    package var isOffsetLost: Bool {
        code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET.rawValue
    }

    /// Whether a record in the log cannot be read: its checksum, compression or format is wrong. The library would
    /// continue after it.
    ///
    /// True only for an error of a partition. Noise on a connection has the same code but no partition, and ends with
    /// the connection.
    package var isDamagedRecord: Bool {
        partition != nil
            && [
                RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED,
            ].contains { $0.rawValue == code }
    }

    /// Whether the topic, or one of its partitions, does not exist.
    package var isUnknownTopic: Bool {
        [
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
        ].contains { $0.rawValue == code }
    }

    /// Whether the broker, or the library, does not support this kind of request.
    package var isUnsupported: Bool {
        [RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION].contains { $0.rawValue == code }
    }

    /// Whether another member of the group has joined under the name of this one.
    package var isFenced: Bool {
        [RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID].contains { $0.rawValue == code }
    }

    /// Whether the library rejects one of a client's settings.
    package var isWrongSetting: Bool {
        code == RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue && topic == nil
    }

    /// The error of a client that has ended, or was never started.
    static var closed: KafkaError {
        KafkaError(RD_KAFKA_RESP_ERR__DESTROY, message: "the client is closed", isRetriable: true)
    }
}

extension KafkaError {
    private static let retriable: Set<Int32> = Set(
        [
            RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
            RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE,
            RD_KAFKA_RESP_ERR__PURGE_QUEUE, RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR__RETRY,
            RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__DESTROY,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
            RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
        ].map(\.rawValue))
}
