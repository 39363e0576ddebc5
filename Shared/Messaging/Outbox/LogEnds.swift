import Kafka
import Postgres

/// How far the logs had come with what this service published: the offset after the last event that each partition
/// acknowledged. Pure.
///
/// A log only grows. One that gives an event a lower offset than an earlier one had was made anew, or has lost its end.
struct LogEnds: Equatable, Sendable {
    struct Place: Hashable, Sendable {
        let topic: String
        let partition: Int32
    }

    private(set) var next: [Place: Int64] = [:]

    init(_ next: [Place: Int64] = [:]) {
        self.next = next
    }

    /// After what a broker acknowledged in one request. It does not say the offset of an event that it had already.
    init(_ deliveries: [Delivery]) {
        for delivery in deliveries where delivery.offset >= 0 {
            let place = Place(topic: delivery.topic, partition: delivery.partition)
            next[place] = max(next[place] ?? 0, delivery.offset + 1)
        }
    }

    /// Topics of which a partition has lost something between these ends and what was acknowledged next.
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
