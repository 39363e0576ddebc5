import CLibrdkafka

/// A topic to create.
package struct TopicSpecification: Sendable {
    package let name: String
    package let partitions: Int32
    package let replicationFactor: Int32
    /// Broker settings of the topic by name, for instance `cleanup.policy`.
    package let configuration: [String: String]

    package init(
        name: String, partitions: Int32, replicationFactor: Int32 = 1, configuration: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }
}

package enum TopicCreation: Hashable, Sendable {
    case created
    case alreadyExists
}

/// A topic as the cluster describes it.
package struct TopicDescription: Hashable, Sendable {
    package let name: String
    /// The numbers of its partitions, ascending.
    package let partitions: [Int32]
    /// The smallest number of brokers that keep any one of its partitions.
    package let replicas: Int
}

/// How far a group is behind in one partition.
package struct PartitionLag: Hashable, Sendable {
    package let topic: String
    package let partition: Int32
    /// `nil` if the group has committed nothing there.
    package let committed: Int64?
    package let end: Int64
    /// Records not yet committed; all of them if nothing is committed.
    package let records: Int64
}

/// Access to topics and offsets, for the commands that prepare and inspect a cluster.
///
/// Every call throws ``KafkaError``, retriable if no broker answers within ``timeout``. Calls are not cancellable.
package struct KafkaAdmin: Sendable {
    let settings: KafkaSettings
    /// How long one request may take.
    package var timeout: Duration

    package init(settings: KafkaSettings, timeout: Duration = .seconds(10)) {
        self.settings = settings
        self.timeout = timeout
    }

    var timeoutMilliseconds: Int32 { Int32(clamping: timeout.wholeMilliseconds) }

    /// Runs `body` with a client of its own, on a thread of its own.
    func withClient<R: Sendable>(
        group: String? = nil, _ body: @escaping @Sendable (ClientHandle) throws(KafkaError) -> R
    ) async throws(KafkaError) -> R {
        let settings = settings
        return try await ClientThread.run(named: "kafka-admin") {
            Result { () throws(KafkaError) in
                let kind = group == nil ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
                return try body(ClientHandle(kind, .admin(settings, group: group)))
            }
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(max(seconds, 0), 1_000_000_000)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
