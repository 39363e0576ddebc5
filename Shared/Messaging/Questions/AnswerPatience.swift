import Synchronization

/// How long to wait for answers before asking again, learnt from how long they take.
///
/// A fixed time turns a broker that is slower than it into one that never answers: every round is given up shortly before
/// its answers come, and the next one stands behind what nobody waits for any more.
package final class AnswerPatience: Sendable {
    private let bounds: ClosedRange<Duration>
    private let current: Mutex<Duration>

    /// - Parameter bounds: the least, which is where it begins, and the most. The most has to fit into the drain of a
    ///   service, since what waits for answers is waited for there.
    package init(within bounds: ClosedRange<Duration> = .seconds(2) ... .seconds(15)) {
        self.bounds = bounds
        current = Mutex(bounds.lowerBound)
    }

    /// The time for the next round.
    package var duration: Duration { current.withLock { $0 } }

    /// Answers that took longer than half the time lengthen it at once; quick ones shorten it by half and no more, as one
    /// of them says little about the next.
    package func wasAnswered(after elapsed: Duration) {
        current.withLock { $0 = max(elapsed * 2, $0 / 2).limited(to: bounds) }
    }

    /// Doubles the time once for all rounds that had the same, however many ended together.
    /// - Parameter patience: the time that the round had.
    package func ranOut(after patience: Duration) {
        current.withLock { $0 = max($0, patience * 2).limited(to: bounds) }
    }
}

extension Duration {
    fileprivate func limited(to bounds: ClosedRange<Duration>) -> Duration {
        min(max(self, bounds.lowerBound), bounds.upperBound)
    }
}
