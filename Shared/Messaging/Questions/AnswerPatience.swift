import Synchronization

/// How long to wait for answers before asking again, learnt from how long answers take.
///
/// With a fixed time, a broker that is slower than that time would never seem to answer: every round would be given up
/// shortly before its answers arrive, and the next round would queue behind questions that nobody waits for any more.
package final class AnswerPatience: Sendable {
    private let bounds: ClosedRange<Duration>
    private let current: Mutex<Duration>

    /// - Parameter bounds: the shortest time, which is also the first one, and the longest. The longest has to fit into
    ///   the drain of a service, because the drain waits for work that waits for answers.
    package init(within bounds: ClosedRange<Duration> = .seconds(2) ... .seconds(15)) {
        self.bounds = bounds
        current = Mutex(bounds.lowerBound)
    }

    /// The time for the next round.
    package var duration: Duration { current.withLock { $0 } }

    /// Adjusts the time to how long answers took. Answers that took longer than half the time lengthen it at once.
    /// Quick answers halve it at most, since one of them says little about the next.
    package func wasAnswered(after elapsed: Duration) {
        current.withLock { $0 = max(elapsed * 2, $0 / 2).limited(to: bounds) }
    }

    /// Doubles the time once for all rounds that had the same time, however many of them ended together.
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
