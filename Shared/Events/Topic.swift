/// A Kafka topic with everything that is needed to create it and to read it correctly.
package struct Topic: Hashable, Sendable {
    /// What Kafka does with old records.
    package enum Retention: Hashable, Sendable {
        /// The last record of each key is kept for good.
        case compacted
        case time(Duration)
    }

    /// How the versions of one key relate, which decides what a reader may skip.
    package enum Ordering: Hashable, Sendable {
        /// Versions count 1, 2, 3 without a gap, and every one matters: a reader waits for a missing version.
        case dense
        /// The last record of a key contains all that is still to be known of it, mostly as a whole snapshot. The
        /// highest version wins, and the versions that it overtook are stale.
        case latest
        /// Records of a key are independent of each other.
        case unordered
    }

    package let name: String
    /// Fixed for ever: a different number would move keys to other partitions.
    package let partitions: Int
    package let retention: Retention
    package let ordering: Ordering
    /// The service or upstream system that is the only publisher of the topic.
    package let owner: String
    package let summary: String
}

extension Topic: CustomStringConvertible {
    package var description: String { name }
}
