import Kafka
import Metrics
import Postgres

/// The metrics of one subscription. Labels contain only names from this code base, so their number is bounded.
struct ConsumerMetrics: Sendable {
    private let outcomes: [InboxOutcome: Counter]
    private let unknown: Counter
    private let crashes: Counter
    private let replayed: Counter
    private let consumed: Counter
    private let duration: Timer
    private let parked: Gauge
    private let parkedAge: Gauge
    private let blockedKeys: Gauge
    private let gaps: Gauge
    private let gapAge: Gauge
    private let assigned: Meter
    private let consumer: String
    private let group: String

    init(_ subscription: Subscription, group: String) {
        consumer = subscription.name
        self.group = group
        let labels = [("consumer", consumer)]
        outcomes = Dictionary(
            uniqueKeysWithValues: InboxOutcome.allCases.map { outcome in
                (outcome, Counter(label: "inbox_outcomes_total", dimensions: labels + [("outcome", outcome.rawValue)]))
            })
        unknown = Counter(label: "events_unknown_total", dimensions: labels)
        crashes = Counter(label: "poison_crash_total", dimensions: labels)
        replayed = Counter(label: "dead_letter_replayed_total", dimensions: labels)
        consumed = Counter(label: "messaging_client_consumed_messages_total", dimensions: [("group", group)])
        duration = Timer(label: "messaging_process_duration_seconds", dimensions: [("group", group)])
        assigned = Meter(label: "kafka_assigned_partitions", dimensions: [("group", group)])
        assigned.set(0)
        parked = Gauge(label: "parked_messages", dimensions: labels)
        parkedAge = Gauge(label: "parked_oldest_age_seconds", dimensions: labels)
        blockedKeys = Gauge(label: "parked_blocked_keys", dimensions: labels)
        gaps = Gauge(label: "events_gap_open", dimensions: labels)
        gapAge = Gauge(label: "events_gap_age_seconds", dimensions: labels)
    }

    func count(_ outcome: InboxOutcome, _ number: Int) {
        guard number > 0 else { return }
        outcomes[outcome]?.increment(by: number)
    }

    func countUnknown(_ number: Int) { unknown.increment(by: number) }
    func countCrash() { crashes.increment() }
    func countReplayed() { replayed.increment() }

    func gainedPartition() { assigned.increment() }
    func lostPartition() { assigned.decrement() }

    func lag(of assignment: Assignment) -> LagMetrics {
        LagMetrics(group: group, topic: assignment.topic, partition: assignment.partition)
    }

    /// Records one batch and the time from its arrival until its last event is applied or parked.
    func processed(_ number: Int, took time: Duration) {
        consumed.increment(by: number)
        duration.record(duration: time)
    }

    /// Measures the parked events.
    ///
    /// - Returns: for how many seconds the oldest gap has been open.
    @discardableResult
    func measureParked(in database: Database) async throws -> Double {
        let rows = try await database.query(
            """
            SELECT count(*) FILTER (WHERE kind <> 'gap'),
                coalesce(extract(epoch FROM clock_timestamp() - min(parked_at) FILTER (WHERE kind <> 'gap')), 0)::float8,
                count(DISTINCT (topic, key)) FILTER (WHERE kind <> 'gap'),
                count(*) FILTER (WHERE kind = 'gap'),
                coalesce(extract(epoch FROM clock_timestamp() - min(parked_at) FILTER (WHERE kind = 'gap')), 0)::float8
            FROM parked
            WHERE consumer = \(consumer) AND state <> 'discarded'
            """, as: (Int64, Double, Int64, Int64, Double).self)
        guard let row = rows.first else { return 0 }
        parked.record(row.0)
        parkedAge.record(row.1)
        blockedKeys.record(row.2)
        gaps.record(row.3)
        gapAge.record(row.4)
        return row.4
    }
}
