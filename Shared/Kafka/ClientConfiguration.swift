import CLibrdkafka

/// The settings of one client, by their librdkafka names. The caller's settings override those of this module.
struct ClientConfiguration {
    private let own: [String: String]
    private let extra: [String: String]
    private let events: Int32
    var logsThroughQueue: Bool { events != 0 }

    /// The module's own settings that are skipped if the library does not know them. A library built without the codec
    /// sends uncompressed, and `fetch.queue.backoff.ms` is newer than Debian's library.
    private static let optional: Set<String> = ["compression.codec", "fetch.queue.backoff.ms"]

    private init(_ settings: KafkaSettings, _ own: [String: String], events: Int32) {
        var values = [
            "bootstrap.servers": settings.bootstrapServers,
            "client.id": settings.clientID,
            // A restarted broker is found again within a second, not ten.
            "reconnect.backoff.max.ms": "1000",
            "log.connection.close": "false",
        ]
        values.merge(own) { $1 }
        if events != 0 { values["log.queue"] = "true" }
        self.own = values
        self.extra = settings.extra
        self.events = events
    }

    static func producer(_ settings: KafkaSettings) -> ClientConfiguration {
        ClientConfiguration(
            settings,
            [
                "enable.idempotence": "true",
                "acks": "all",
                "max.in.flight": "5",
                // Retries a record for as long as the client lives: giving up on one would leave a gap in the sequence.
                "message.timeout.ms": String(settings.sendTimeout?.wholeMilliseconds ?? 0),
                // The largest record that a broker accepts by default.
                "message.max.bytes": "1048588",
                "partitioner": "murmur2_random",
                "compression.codec": "lz4",
                // Records that are sent together leave together even without it; a longer wait would delay every hop.
                "linger.ms": "1",
                // Twice what `SendGate` admits, so that the library's own queue never fills up.
                "queue.buffering.max.messages": String(SendGate.maximumRecords * 2),
                "queue.buffering.max.kbytes": String(SendGate.maximumBytes * 2 / 1024),
            ],
            events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
    }

    static func consumer(_ settings: KafkaSettings, _ group: KafkaGroup) -> ClientConfiguration {
        var own = reading(settings)
        own["group.id"] = group.name
        own["partition.assignment.strategy"] = "cooperative-sticky"
        own["enable.auto.commit"] = "true"
        own["auto.commit.interval.ms"] = "1000"
        // Resetting would hide the loss of records.
        own["auto.offset.reset"] = "error"
        if let instance = group.instance { own["group.instance.id"] = instance }
        if let timeout = settings.sessionTimeoutMilliseconds {
            own["session.timeout.ms"] = String(timeout)
            own["heartbeat.interval.ms"] = String(min(3000, max(1, timeout / 3)))
        }
        return ClientConfiguration(settings, own, events: consumerEvents)
    }

    static func tail(_ settings: KafkaSettings) -> ClientConfiguration {
        var own = reading(settings)
        // The library requires a group name; the client neither joins a group nor commits.
        own["group.id"] = "\(settings.clientID).tail"
        own["enable.auto.commit"] = "false"
        own["auto.offset.reset"] = "latest"
        return ClientConfiguration(settings, own, events: consumerEvents)
    }

    static func admin(_ settings: KafkaSettings, group: String? = nil) -> ClientConfiguration {
        guard let group else { return ClientConfiguration(settings, [:], events: 0) }
        return ClientConfiguration(settings, ["group.id": group, "enable.auto.commit": "false"], events: 0)
    }

    private static let consumerEvents =
        RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG

    private static func reading(_ settings: KafkaSettings) -> [String: String] {
        var own = [
            "enable.auto.offset.store": "false",
            "enable.partition.eof": "false",
            "allow.auto.create.topics": "false",
            "isolation.level": "read_committed",
            "check.crcs": "true",
            // How much the library holds, per partition, for a worker that is slower than the network.
            "queued.max.messages.kbytes": "1024",
            // The library's limit in bytes counts values only; this limit bounds records with large headers.
            "queued.min.messages": "2000",
            "fetch.message.max.bytes": "1048576",
            // An answer with an error must not stop a partition for half a second.
            "fetch.error.backoff.ms": "100",
            // The library holds so little that its default pause of one second after filling up would starve the
            // worker.
            "fetch.queue.backoff.ms": "20",
        ]
        if let wait = settings.fetchWaitMilliseconds { own["fetch.wait.max.ms"] = String(wait) }
        return own
    }

    /// Makes librdkafka's settings object. The caller must hand it to `rd_kafka_new` or destroy it.
    func makeSettings() throws(KafkaError) -> OpaquePointer {
        guard let conf = rd_kafka_conf_new() else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        // The library has two names for some settings, and what is set last counts, under either name.
        for (name, value) in own.map({ ($0, $1) }) + extra.sorted(by: { $0.key < $1.key }) {
            // The library's own explanation is left out: it repeats the value, which may be a password.
            let result = rd_kafka_conf_set(conf, name, value, nil, 0)
            guard result == RD_KAFKA_CONF_OK || (Self.optional.contains(name) && extra[name] == nil) else {
                rd_kafka_conf_destroy(conf)
                throw KafkaError(
                    RD_KAFKA_RESP_ERR__INVALID_ARG,
                    message: result == RD_KAFKA_CONF_UNKNOWN
                        ? "there is no setting \(name)" : "\(name) cannot have this value")
            }
        }
        if events != 0 {
            rd_kafka_conf_set_events(conf, events)
        } else {
            rd_kafka_conf_set_log_cb(conf, nil)
        }
        return conf
    }
}
