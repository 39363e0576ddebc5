package import Foundation
import Synchronization

/// Counts requests per key in windows that begin at whole multiples of their length, as the predecessor did.
///
/// Memory is bounded. Counts of a past window are discarded together, and keys beyond the capacity share counts by a
/// hash that nobody outside can know. A caller that sends too much there affects a few others. It affects all of them
/// only once it sends as much as all of them may.
package final class FixedWindowLimiter<Key: Hashable & Sendable>: Sendable {
    package enum Admission: Equatable, Sendable {
        case admitted(remaining: Int)
        /// The window ends in this many whole seconds, at least one.
        case refused(retryAfterSeconds: Int)
    }

    private struct Window {
        var number: Int64 = .min
        var counts: [Key: Int] = [:]
        var sharedCounts: [Int: Int] = [:]
    }

    private let limit: Int
    private let lengthSeconds: Int64
    private let capacity: Int
    private let sharedCounts: Int
    private let window = Mutex(Window())

    /// - Parameters:
    ///   - limit: Requests of one key in one window.
    ///   - lengthSeconds: How long a window is.
    ///   - capacity: How many keys have a count of their own in one window.
    ///   - sharedCounts: How many counts all other keys share.
    package init(limit: Int, lengthSeconds: Int, capacity: Int = 10_000, sharedCounts: Int = 1_024) {
        self.limit = max(0, limit)
        self.lengthSeconds = Int64(max(1, lengthSeconds))
        self.capacity = max(1, capacity)
        self.sharedCounts = max(1, sharedCounts)
    }

    /// Counts one request of the key.
    package func admit(_ key: Key, at now: Date) -> Admission {
        let seconds = Int64(now.timeIntervalSince1970.rounded(.down))
        let number = seconds / lengthSeconds
        let count = window.withLock { window in
            if window.number != number { window = Window(number: number) }
            guard window.counts[key] != nil || window.counts.count < capacity else {
                return Self.increment(&window.sharedCounts, of: shared(by: key))
            }
            return Self.increment(&window.counts, of: key)
        }
        guard count > limit else { return .admitted(remaining: limit - count) }
        return .refused(retryAfterSeconds: Int((number + 1) * lengthSeconds - seconds))
    }

    /// Returns which shared count a key uses. Each process seeds its hashes differently.
    private func shared(by key: Key) -> Int { abs(key.hashValue % sharedCounts) }

    private static func increment<Counted: Hashable>(_ counts: inout [Counted: Int], of counted: Counted) -> Int {
        let count = counts[counted, default: 0] + 1
        counts[counted] = count
        return count
    }
}
