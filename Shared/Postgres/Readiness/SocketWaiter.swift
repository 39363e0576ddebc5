import CLibpq
import Synchronization

/// The readiness of one socket, for the one task that uses its connection at a time.
final class SocketWaiter: Sendable {
    enum Outcome: Sendable {
        case ready
        case cancelled
        case timedOut
    }

    private struct State {
        var continuation: UnsafeContinuation<Outcome, Never>?
        var deadline: ContinuousClock.Instant?
        var isCancelled = false
    }

    let socket: Int32
    let token: UInt64
    private let driver: SocketDriver
    private let state = Mutex(State())

    init(socket: Int32, token: UInt64, driver: SocketDriver) {
        self.socket = socket
        self.token = token
        self.driver = driver
    }

    /// Waits until the socket can be read, or written if asked for.
    ///
    /// A shielded wait is not cut short by the cancellation of the task, only by its deadline.
    func wait(alsoWritable: Bool, until deadline: ContinuousClock.Instant, isShielded: Bool) async -> Outcome {
        let events = EPOLLIN.rawValue | EPOLLRDHUP.rawValue | (alsoWritable ? EPOLLOUT.rawValue : 0)
        state.withLock { $0.isCancelled = false }
        guard !isShielded else { return await suspend(for: events, until: deadline) }
        return await withTaskCancellationHandler {
            await suspend(for: events, until: deadline)
        } onCancel: {
            cancel()
        }
    }

    func resume(_ outcome: Outcome) {
        take()?.resume(returning: outcome)
    }

    func resumeIfOverdue(at now: ContinuousClock.Instant) {
        let isOverdue = state.withLock { $0.continuation != nil && ($0.deadline.map { $0 <= now } ?? false) }
        if isOverdue { resume(.timedOut) }
    }

    private func suspend(for events: UInt32, until deadline: ContinuousClock.Instant) async -> Outcome {
        await withUnsafeContinuation { continuation in
            let isCancelled = state.withLock { state in
                guard !state.isCancelled else { return true }
                state.continuation = continuation
                state.deadline = deadline
                return false
            }
            if isCancelled {
                continuation.resume(returning: .cancelled)
            } else {
                driver.arm(self, for: events)
            }
        }
    }

    private func cancel() {
        state.withLock { $0.isCancelled = true }
        resume(.cancelled)
    }

    private func take() -> UnsafeContinuation<Outcome, Never>? {
        state.withLock { state in
            defer { state.continuation = nil }
            return state.continuation
        }
    }
}
