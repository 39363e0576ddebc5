import Metrics

/// The metrics of one pool. The values of labels are our own names, the SQLSTATEs that are retried, and classes of
/// SQLSTATE, so their number is bounded.
struct DatabaseMetrics: Sendable {
    enum Operation: String, CaseIterable {
        case transaction, query, execute
    }

    private let unknownCommits = Counter(label: "db_commit_unknown_total")
    private let tagMismatches = Counter(label: "db_commit_tag_mismatch_total")
    private let timeouts: Counter
    private let idle, used, maximum, waiting: Gauge
    private let waitTime, useTime: Timer
    private let successes = Dictionary(
        uniqueKeysWithValues: Operation.allCases.map { ($0, Self.duration(of: $0, errorType: "")) })

    /// - Parameter pool: What connections of the pool are called, in `pg_stat_activity` too.
    init(pool: String) {
        let labels = [("pool", pool)]
        timeouts = Counter(label: "db_client_connection_timeouts_total", dimensions: labels)
        idle = Gauge(label: "db_client_connection_count", dimensions: labels + [("state", "idle")])
        used = Gauge(label: "db_client_connection_count", dimensions: labels + [("state", "used")])
        maximum = Gauge(label: "db_client_connection_max", dimensions: labels)
        waiting = Gauge(label: "db_client_connection_pending_requests", dimensions: labels)
        waitTime = Timer(label: "db_client_connection_wait_time_seconds", dimensions: labels)
        useTime = Timer(label: "db_client_connection_use_time_seconds", dimensions: labels)
    }

    func waited(_ time: Duration) { waitTime.record(duration: time) }

    /// Records an operation that got no connection.
    func refused(_ operation: Operation, after time: Duration, because error: any Error) {
        if (error as? PostgresError)?.kind == .leaseTimeout { timeouts.increment() }
        waited(time)
        Self.duration(of: operation, errorType: Self.type(of: error)).record(duration: time)
    }

    /// Records an operation that is over, after its connection was returned.
    func ended(_ operation: Operation, after time: Duration, because error: (any Error)?) {
        useTime.record(duration: time)
        guard let error else {
            successes[operation]?.record(duration: time)
            return
        }
        switch (error as? PostgresError)?.kind {
        case .commitUnknown: unknownCommits.increment()
        case .rolledBack: tagMismatches.increment()
        default: break
        }
        Self.duration(of: operation, errorType: Self.type(of: error)).record(duration: time)
    }

    func repeated(after sqlState: SQLState?) {
        Counter(
            label: "db_transaction_retries_total", dimensions: [("sqlstate", sqlState?.rawValue ?? "")]
        ).increment()
    }

    func show(_ status: PoolStatus) {
        idle.record(status.idle)
        used.record(status.leased)
        maximum.record(status.maximum)
        waiting.record(status.waiting)
    }

    private static func duration(of operation: Operation, errorType: String) -> Timer {
        Timer(
            label: "db_client_operation_duration_seconds",
            dimensions: [("operation", operation.rawValue), ("error_type", errorType)])
    }

    /// Returns the class of the SQLSTATE if the server refused; `_OTHER`, as in OpenTelemetry, if the code that held
    /// the connection threw its own error.
    private static func type(of error: any Error) -> String {
        if error is CancellationError { return "cancelled" }
        guard let error = error as? PostgresError else { return "_OTHER" }
        return error.sqlState.map { String($0.rawValue.prefix(2)) } ?? "\(error.kind)"
    }
}
