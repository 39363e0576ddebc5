import Foundation
import Synchronization

/// The time as a test wants it.
final class Clock: Sendable {
    private let date = Mutex(Date(timeIntervalSince1970: 1_767_268_800))

    var now: Date { date.withLock { $0 } }

    func advance(minutes: Double) {
        date.withLock { $0 += minutes * 60 }
    }
}
