import Logging
import Synchronization
import UnixSignals

/// Sees to it that a process which was asked to end does end.
///
/// The drain has its time. Whoever asks again later does not want to wait for it, and a part that does not even heed its
/// cancellation is left behind: what was under way is delivered again, as after any crash.
final class ShutdownWatch: Sendable {
    private let began = Mutex<ContinuousClock.Instant?>(nil)
    private let budget: Duration
    private let logger: Logger

    /// How long after the budget parts have for what a cancellation asks of them.
    private static let grace = Duration.seconds(3)
    /// Some supervisors send two signals at once, to the process and to its group: that is asked once.
    private static let moment = Duration.seconds(1)

    init(budget: Duration, logger: Logger) {
        self.budget = budget
        self.logger = logger
    }

    /// Whether the drain that has ended took longer than it may.
    var hasOverrun: Bool {
        began.withLock { began in began.map { $0.duration(to: .now) >= budget } ?? false }
    }

    /// Waits for signals until it is cancelled. Ends the process with 1 at the second one, or when time is up.
    func watch(_ signals: [UnixSignal]) async {
        await withDiscardingTaskGroup { group in
            for await signal in await UnixSignalsSequence(trapping: signals) {
                switch note() {
                case .first:
                    group.addTask {
                        do { try await Task.sleep(for: self.budget + Self.grace) } catch { return }
                        self.leave(because: "its parts did not stop in time", signal)
                    }
                case .echo: continue
                case .again: leave(because: "it was asked to a second time", signal)
                }
            }
            group.cancelAll()
        }
    }

    private enum Request { case first, echo, again }

    private func note() -> Request {
        began.withLock { began in
            guard let first = began else {
                began = .now
                return .first
            }
            return first.duration(to: .now) < Self.moment ? .echo : .again
        }
    }

    private func leave(because reason: String, _ signal: UnixSignal) -> Never {
        logger.critical(
            "The service ends at once.",
            metadata: ["event": "service.killed", "reason": "\(reason)", "signal": "\(signal)"])
        ExitStatus.leave(with: ExitStatus.failed.rawValue)
    }
}
