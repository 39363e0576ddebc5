package import Foundation
import Synchronization

/// Counts requests per key in windows that begin at whole multiples of their length, as the predecessor did.
///
/// Memory is bounded: counts of a window that is over are dropped together, and keys beyond the capacity share one count.
package final class FixedWindowLimiter: Sendable {
    package enum Admission: Equatable, Sendable {
        case admitted(remaining: Int)
        /// The window ends in so many whole seconds, at least one.
        case refused(retryAfterSeconds: Int)
    }

    private struct Window {
        var number: Int64 = .min
        var counts: [String: Int] = [:]
        var overflow = 0
    }

    private let limit: Int
    private let lengthSeconds: Int64
    private let capacity: Int
    private let window = Mutex(Window())

    /// - Parameters:
    ///   - limit: Requests of one key in one window.
    ///   - lengthSeconds: How long a window is.
    ///   - capacity: How many keys are told apart in one window.
    package init(limit: Int, lengthSeconds: Int, capacity: Int = 10_000) {
        self.limit = max(0, limit)
        self.lengthSeconds = Int64(max(1, lengthSeconds))
        self.capacity = max(1, capacity)
    }

    /// Counts one request of the key.
    package func admit(_ key: String, at now: Date) -> Admission {
        let seconds = Int64(now.timeIntervalSince1970.rounded(.down))
        let number = seconds / lengthSeconds
        let count = window.withLock { window in
            if window.number != number { window = Window(number: number) }
            guard window.counts[key] != nil || window.counts.count < capacity else {
                window.overflow += 1
                return window.overflow
            }
            let count = window.counts[key, default: 0] + 1
            window.counts[key] = count
            return count
        }
        guard count > limit else { return .admitted(remaining: limit - count) }
        return .refused(retryAfterSeconds: Int((number + 1) * lengthSeconds - seconds))
    }
}
