import Metrics

/// What is counted and measured of one producer.
struct ProducerMetrics: Sendable {
    private let fatal = Counter(label: "kafka_producer_fatal_total")

    func countFatal() { fatal.increment() }

    /// One batch, once for each topic in it. Of a failure that names its topic, the others know nothing.
    func sent(_ records: [OutgoingRecord], in time: Duration, failure: KafkaError?) {
        // Most batches are of one topic, or of runs of them: names are compared before they are hashed.
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
