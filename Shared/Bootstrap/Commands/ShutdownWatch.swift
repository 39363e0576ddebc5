import Dispatch
import Foundation
import Logging
import Synchronization
import UnixSignals

/// Makes sure that a process that is to end does end.
///
/// The drain has a time budget, whatever began it. A later second request ends the process at once. A part that ignores
/// even its cancellation is left behind: what it was doing is delivered again, as after any crash.
///
/// None of this needs a task. Whatever keeps a process from ending may hold all threads that tasks run on.
final class ShutdownWatch: Sendable {
    private struct State {
        var drainBegan: ContinuousClock.Instant?
        var firstSignal: ContinuousClock.Instant?
        var isOver = false
    }

    private let state = Mutex(State())
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

    /// Whether the drain that a signal began, and that has ended, took longer than its budget.
    var hasOverrun: Bool {
        state.withLock { state in state.firstSignal.map { $0.duration(to: .now) >= budget } ?? false }
    }

    /// Watches for signals from now on. Ends the process with exit code 1 at the second signal, or when time is up.
    func watch(_ signals: [UnixSignal]) {
        let queue = DispatchQueue(label: "shutdown-watch")
        for signal in signals {
            let source = DispatchSource.makeSignalSource(signal: signal.rawValue, queue: queue)
            // The source lives for as long as its handler, and the handler for as long as the process.
            source.setEventHandler { [self] in
                withExtendedLifetime(source) { receive(signal) }
            }
            source.resume()
        }
    }

    /// Lets the process go on without a limit, because its work is done. From then on any signal ends it.
    func end() {
        state.withLock { $0.isOver = true }
    }

    private func receive(_ signal: UnixSignal) {
        switch note() {
        case .first: drainBegins()
        case .echo: break
        case .again: leave(because: "it was asked to a second time", signal)
        case .late: ExitStatus.leave(with: ExitStatus.failed.rawValue)
        }
    }

    /// Begins the time of a drain, if it has not begun.
    func drainBegins() {
        let isFirst = state.withLock { state in
            defer { state.drainBegan = state.drainBegan ?? .now }
            return state.drainBegan == nil
        }
        guard isFirst else { return }
        Thread.detachNewThread { [self] in
            Thread.sleep(forTimeInterval: (budget + Self.grace) / .seconds(1))
            guard !state.withLock({ $0.isOver }) else { return }
            leave(because: "its parts did not stop in time")
        }
    }

    private enum Request { case first, echo, again, late }

    private func note() -> Request {
        state.withLock { state in
            guard !state.isOver else { return .late }
            guard let first = state.firstSignal else {
                state.firstSignal = .now
                return .first
            }
            return first.duration(to: .now) < Self.moment ? .echo : .again
        }
    }

    private func leave(because reason: String, _ signal: UnixSignal? = nil) -> Never {
        ExitStatus.leave(with: ExitStatus.failed.rawValue) {
            var metadata: Logger.Metadata = ["event": "service.killed", "reason": "\(reason)"]
            if let signal { metadata["signal"] = "\(signal)" }
            logger.critical("The service ends at once.", metadata: metadata)
        }
    }
}
