import Metrics

/// What is counted and measured of one pool.
struct DatabaseMetrics: Sendable {
    private let unknownCommits = Counter(label: "db_commit_unknown_total")
    private let tagMismatches = Counter(label: "db_commit_tag_mismatch_total")
    private let timeouts = Counter(label: "db_client_connection_timeouts_total")
    private let idle = Gauge(label: "db_client_connection_count", dimensions: [("state", "idle")])
    private let used = Gauge(label: "db_client_connection_count", dimensions: [("state", "used")])
    private let waiting = Gauge(label: "db_client_connection_pending_requests")

    func failed(_ error: any Error) {
        switch (error as? PostgresError)?.kind {
        case .commitUnknown: unknownCommits.increment()
        case .rolledBack: tagMismatches.increment()
        case .leaseTimeout: timeouts.increment()
        default: break
        }
    }

    func repeated(after sqlState: SQLState?) {
        Counter(
            label: "db_transaction_retries_total", dimensions: [("sqlstate", sqlState?.rawValue ?? "")]
        ).increment()
    }

    func show(_ status: PoolStatus) {
        idle.record(status.idle)
        used.record(status.leased)
        waiting.record(status.waiting)
    }
}
