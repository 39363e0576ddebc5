import Foundation
import Synchronization

/// A clock that a test sets.
final class Clock: Sendable {
    private let start: Date
    private let began = ContinuousClock.now
    private let date: Mutex<Date>

    init(at start: Date = Date(timeIntervalSince1970: 1_767_268_800)) {
        self.start = start
        date = Mutex(start)
    }

    var now: Date { date.withLock { $0 } }

    func advance(minutes: Double) {
        date.withLock { $0 += minutes * 60 }
    }

    /// The same time on a clock that nobody sets.
    var uptime: ContinuousClock.Instant { began + .seconds(now.timeIntervalSince(start)) }
}
