/// How to reach the cluster. Everything else has one value for each kind of client.
package struct KafkaSettings: Sendable {
    /// `host:port`, several separated by commas.
    package var bootstrapServers: String
    package var clientID: String
    /// How long a broker may hold a fetch that has nothing to return; `nil` leaves the library's 500 ms.
    package var fetchWaitMilliseconds: Int?
    /// How long a silent member keeps its partitions; `nil` leaves the library's 45 s.
    package var sessionTimeoutMilliseconds: Int?
    /// How long a producer tries to send a record; `nil` for as long as the producer lives.
    package var sendTimeout: Duration?
    /// Further settings by their librdkafka names. They override the module's own, under whichever of its names.
    package var extra: [String: String]
    /// The hint to operators that is logged while no broker can be reached.
    package var hintWhenUnreachable: String

    package init(
        bootstrapServers: String, clientID: String, fetchWaitMilliseconds: Int? = nil,
        sessionTimeoutMilliseconds: Int? = nil, extra: [String: String] = [:],
        hintWhenUnreachable: String = "Check that the brokers run and can be reached from here."
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.fetchWaitMilliseconds = fetchWaitMilliseconds
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        self.extra = extra
        self.hintWhenUnreachable = hintWhenUnreachable
    }
}

/// The consumers that share the partitions of their topics.
package struct KafkaGroup: Hashable, Sendable {
    package let name: String
    /// A name that this member keeps across restarts, so that a restart moves no partition; `nil` for a dynamic member.
    package let instance: String?

    package init(name: String, instance: String? = nil) {
        self.name = name
        self.instance = instance
    }
}

/// How much a consumer reads ahead and how patient it is.
package struct ConsumerLimits: Sendable {
    /// The most records in one batch.
    package var maximumBatch: Int
    /// The most records read ahead of the worker, per partition.
    package var maximumBuffered: Int
    /// Reading ahead also stops at this many bytes of keys, values and headers, per partition. One read may exceed the
    /// limit by the amount that the library itself holds ready, about 2 MB.
    package var maximumBufferedBytes: Int
    /// How long a partition that moves away waits for its worker to leave.
    package var revocationTimeout: Duration

    package init(
        maximumBatch: Int = 500, maximumBuffered: Int? = nil, maximumBufferedBytes: Int = 4_194_304,
        revocationTimeout: Duration = .seconds(30)
    ) {
        self.maximumBatch = max(1, maximumBatch)
        self.maximumBuffered = max(self.maximumBatch, maximumBuffered ?? self.maximumBatch * 2)
        self.maximumBufferedBytes = max(1, maximumBufferedBytes)
        self.revocationTimeout = revocationTimeout
    }
}
