import CLibpq
import Foundation
import HeapModule
import Synchronization

/// One thread that watches the sockets of all connections of a database, and its timers.
///
/// A waiting task arms its socket itself, and this thread resumes the task. So a statement costs one system call and
/// one wake-up beyond libpq. Measured, Dispatch sources cost about twice that.
final class SocketDriver: Sendable {
    private struct Timer: Comparable {
        let deadline: ContinuousClock.Instant
        let action: @Sendable () -> Void

        static func == (one: Timer, other: Timer) -> Bool { one.deadline == other.deadline }
        static func < (one: Timer, other: Timer) -> Bool { one.deadline < other.deadline }
    }

    private struct State {
        var waiters: [UInt64: SocketWaiter] = [:]
        var timers = Heap<Timer>()
        var lastToken: UInt64 = 0
        var isStopped = false
    }

    /// How late the driver may notice a silent socket. Timers are exact; silence is measured in seconds.
    private static let silenceCheck = Duration.milliseconds(500)

    private let poller: Int32
    private let wakeUp: Int32
    private let state = Mutex(State())

    init() throws(PostgresError) {
        poller = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard poller >= 0, wakeUp >= 0 else {
            throw PostgresError(.connection, message: "no file descriptors left for watching sockets")
        }
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: 0))
        epoll_ctl(poller, EPOLL_CTL_ADD, wakeUp, &event)
        let thread = Thread { [self] in watch() }
        thread.name = "postgres"
        thread.start()
    }

    // Not closed when the thread ends: a later wake-up must not write to a number that belongs to something else.
    deinit {
        close(poller)
        close(wakeUp)
    }

    func register(socket: Int32) -> SocketWaiter {
        let waiter = state.withLock { state in
            state.lastToken += 1
            let waiter = SocketWaiter(socket: socket, token: state.lastToken, driver: self)
            state.waiters[waiter.token] = waiter
            return waiter
        }
        var event = epoll_event(events: EPOLLONESHOT.rawValue, data: epoll_data_t(u64: waiter.token))
        epoll_ctl(poller, EPOLL_CTL_ADD, socket, &event)
        return waiter
    }

    /// Stops watching a socket. Call it before the socket is closed, so that its number cannot be met again. A socket
    /// that is already closed has left the poller by itself.
    func remove(_ waiter: SocketWaiter, isStillOpen: Bool) {
        let isKnown = state.withLock { $0.waiters.removeValue(forKey: waiter.token) != nil }
        if isKnown, isStillOpen { epoll_ctl(poller, EPOLL_CTL_DEL, waiter.socket, nil) }
    }

    func arm(_ waiter: SocketWaiter, for events: UInt32) {
        var event = epoll_event(events: events | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: waiter.token))
        epoll_ctl(poller, EPOLL_CTL_MOD, waiter.socket, &event)
    }

    /// Runs an action on the driver's thread, once, after a delay. The action must not block.
    func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.timers.insert(Timer(deadline: .now + delay, action: action)) }
        wake()
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    private func wake() {
        eventfd_write(wakeUp, 1)
    }

    private func watch() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while !state.withLock({ $0.isStopped }) {
            let count = epoll_wait(poller, &events, Int32(events.count), timeoutMilliseconds())
            for event in events.prefix(Int(max(count, 0))) {
                dispatch(token: event.data.u64)
            }
            runDueTimers()
            state.withLock { Array($0.waiters.values) }.forEach { $0.resumeIfOverdue(at: .now) }
        }
    }

    private func dispatch(token: UInt64) {
        guard token != 0 else {
            var count: eventfd_t = 0
            eventfd_read(wakeUp, &count)
            return
        }
        state.withLock { $0.waiters[token] }?.resume(.ready)
    }

    private func timeoutMilliseconds() -> Int32 {
        let next = state.withLock { $0.timers.min?.deadline }
        let wait = min(next.map { $0 - .now } ?? Self.silenceCheck, Self.silenceCheck)
        // Rounded up; otherwise the thread would wait in a busy loop for a timer in less than a millisecond.
        return Int32(clamping: max(0, wait.milliseconds + 1))
    }

    private func runDueTimers() {
        let now = ContinuousClock.now
        let due = state.withLock { state in
            var due: [Timer] = []
            while let first = state.timers.min, first.deadline <= now { due.append(state.timers.removeMin()) }
            return due
        }
        due.forEach { $0.action() }
    }
}

extension Duration {
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
