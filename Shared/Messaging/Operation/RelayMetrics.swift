import Foundation
import Metrics

/// The metrics of the outbox.
struct RelayMetrics: Sendable {
    private let pending = Gauge(label: "outbox_pending")
    private let oldestAge = Gauge(label: "outbox_oldest_age_seconds")
    private let refused = Gauge(label: "outbox_parked")
    private let latency = Timer(label: "outbox_publish_latency_seconds")
    private let failures = Counter(label: "outbox_publish_failures_total")
    private let held = Gauge(label: "relay_lease_held")
    private let changes = Counter(label: "relay_lease_changes_total")

    /// Counts rows that were sent. The latency of a batch is the latency of its oldest row.
    func sent(_ rows: [OutboxRow]) {
        let numbers: [String: Int] = rows.reduce(into: [:]) { $0[$1.topic, default: 0] += 1 }
        for (topic, number) in numbers {
            Counter(label: "messaging_client_sent_messages_total", dimensions: [("destination", topic)])
                .increment(by: number)
        }
        guard let oldest = rows.lazy.filter({ !$0.isReplay }).map(\.appendedAt).min() else { return }
        latency.recordMilliseconds(max(0, Date().timeIntervalSince(oldest) * 1_000))
    }

    func countFailure() { failures.increment() }

    func countLoss(of topic: String) {
        Counter(label: "outbox_log_losses_total", dimensions: [("topic", topic)]).increment()
    }

    func measure(_ backlog: (pending: Int64, oldestAge: Double, refused: Int64)) {
        pending.record(backlog.pending)
        oldestAge.record(backlog.oldestAge)
        refused.record(backlog.refused)
    }

    func leaseChanged(isHeld: Bool) {
        held.record(isHeld ? 1 : 0)
        if isHeld { changes.increment() }
    }
}
