import Metrics

/// The counters of one member of a consumer group.
struct ConsumerGroupMetrics: Sendable {
    /// What a rebalance did to a member.
    enum Rebalance: String, CaseIterable {
        case gained
        case givenUp = "given-up"
        case lost
    }

    private let rebalances: [Rebalance: Counter]
    private let commitFailures: Counter

    init(group: String) {
        rebalances = Dictionary(
            uniqueKeysWithValues: Rebalance.allCases.map { kind in
                (
                    kind,
                    Counter(label: "kafka_rebalances_total", dimensions: [("group", group), ("kind", kind.rawValue)])
                )
            })
        commitFailures = Counter(label: "kafka_commit_failures_total", dimensions: [("group", group)])
    }

    func count(_ rebalance: Rebalance) { rebalances[rebalance]?.increment() }
    func countFailedCommit() { commitFailures.increment() }
}
