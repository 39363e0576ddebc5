import Kafka
import Postgres

/// The known end of each partition that this service publishes to: the offset after the last event that the partition
/// acknowledged. Pure.
///
/// A log only grows. If a partition acknowledges an event at a lower offset than an earlier one, its log was recreated
/// or has lost its end.
struct LogEnds: Equatable, Sendable {
    struct Place: Hashable, Sendable {
        let topic: String
        let partition: Int32
    }

    private(set) var next: [Place: Int64] = [:]

    init(_ next: [Place: Int64] = [:]) {
        self.next = next
    }

    /// Creates the ends after the events that a broker acknowledged in one request. A broker does not report the offset
    /// of an event that it had already.
    init(_ deliveries: [Delivery]) {
        for delivery in deliveries where delivery.offset >= 0 {
            let place = Place(topic: delivery.topic, partition: delivery.partition)
            next[place] = max(next[place] ?? 0, delivery.offset + 1)
        }
    }

    /// Returns the topics with a partition that lost records after these ends were known: one of the next deliveries
    /// has an offset below the known end.
    func topicsWithLosses(before deliveries: [Delivery]) -> Set<String> {
        Set(
            deliveries.lazy.filter { delivery in
                let known = next[Place(topic: delivery.topic, partition: delivery.partition)] ?? 0
                return (0..<known).contains(delivery.offset)
            }.map(\.topic))
    }

    mutating func move(to later: LogEnds) {
        next.merge(later.next) { $1 }
    }

    static func known(to database: Database) async throws -> LogEnds {
        let rows = try await database.query(
            "SELECT topic, partition, next_offset FROM log_end", as: (String, Int32, Int64).self)
        return LogEnds(
            Dictionary(rows.map { (Place(topic: $0.0, partition: $0.1), $0.2) }, uniquingKeysWith: { $1 }))
    }
}
