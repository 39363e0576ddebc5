import Logging
import Synchronization
import UnixSignals

/// Makes sure that a process that was asked to end does end.
///
/// The drain has a time budget. A later second request ends the process at once. A part that ignores even its
/// cancellation is left behind: what it was doing is delivered again, as after any crash.
final class ShutdownWatch: Sendable {
    private let began = Mutex<ContinuousClock.Instant?>(nil)
    private let budget: Duration
    private let logger: Logger

    /// How long after the budget parts have to react to their cancellation.
    private static let grace = Duration.seconds(3)
    /// Some supervisors send two signals at once, to the process and to its group. Signals within this time count as
    /// one.
    private static let moment = Duration.seconds(1)

    init(budget: Duration, logger: Logger) {
        self.budget = budget
        self.logger = logger
    }

    /// Whether the drain that has ended took longer than its budget.
    var hasOverrun: Bool {
        began.withLock { began in began.map { $0.duration(to: .now) >= budget } ?? false }
    }

    /// Waits for signals until it is cancelled. Ends the process with exit code 1 at the second signal, or when time is
    /// up.
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
