import Foundation
import Kafka
import Metrics

/// How far a subscription is behind on one partition, for as long as this process owns the partition.
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

    /// Removes the gauges: another process owns the partition now and reports its lag.
    func forget() {
        records.destroy()
        seconds.destroy()
    }
}
