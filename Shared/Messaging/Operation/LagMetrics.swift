import Foundation
import Kafka
import Metrics

/// How far one partition of a subscription is behind, for as long as this process has it.
struct LagMetrics: Sendable {
    private let records: Gauge
    private let seconds: Gauge

    init(group: String, topic: String, partition: Int32) {
        let labels = [("group", group), ("topic", topic), ("partition", "\(partition)")]
        records = Gauge(label: "kafka_consumer_lag_records", dimensions: labels)
        seconds = Gauge(label: "kafka_consumer_lag_seconds", dimensions: labels)
    }

    func record(_ backlog: Backlog, at now: Date) {
        if let number = backlog.records { records.record(number) }
        seconds.record(backlog.oldest.map { max(0, now.timeIntervalSince($0)) } ?? 0)
    }

    /// The partition is somebody else's, who says how far he is.
    func forget() {
        records.destroy()
        seconds.destroy()
    }
}
