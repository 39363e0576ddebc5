import Metrics

/// The metrics of one producer.
struct ProducerMetrics: Sendable {
    private let fatal = Counter(label: "kafka_producer_fatal_total")

    func countFatal() { fatal.increment() }

    /// Records one batch, once for each topic in it. A failure that names its topic is not recorded for the others.
    func sent(_ records: [OutgoingRecord], in time: Duration, failure: KafkaError?) {
        // Most batches consist of one topic, or of runs of topics, so names are compared before they are hashed.
        var topics: Set<String> = []
        var last: String?
        for record in records where record.topic != last {
            topics.insert(record.topic)
            last = record.topic
        }
        for topic in topics {
            let own = failure.flatMap { $0.topic ?? topic == topic ? $0 : nil }
            let errorType = own.map { $0.isRetriable ? "retriable" : "refused" } ?? ""
            Timer(
                label: "messaging_client_operation_duration_seconds",
                dimensions: [("destination", topic), ("operation", "send"), ("error_type", errorType)]
            ).record(duration: time)
        }
    }
}
