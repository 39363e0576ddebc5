import DequeModule

/// The connections of a pool and its waiting callers, as a value: events in, actions out. No clock, no socket, no lock.
struct PoolState: Sendable {
    typealias ConnectionID = Int
    typealias CallerID = Int

    enum Action: Equatable, Sendable {
        case grant(CallerID, ConnectionID)
        case refuse(CallerID)
        case connect
        case close(ConnectionID)
        /// Call ``PoolState/backoffEnded()`` after this long.
        case backOff(Duration)
    }

    let maximum: Int
    private(set) var idle: [ConnectionID] = []
    private(set) var leased: Set<ConnectionID> = []
    private(set) var waiting: Deque<CallerID> = []
    private(set) var connecting = 0
    private(set) var failuresInARow = 0
    private(set) var isClosed = false
    private var isBackingOff = false

    init(maximum: Int) {
        self.maximum = max(1, maximum)
    }

    /// Leases an idle connection, if there is one: the one used last, whose caches are warm.
    mutating func leaseIdle() -> ConnectionID? {
        guard !isClosed, let connection = idle.popLast() else { return nil }
        leased.insert(connection)
        return connection
    }

    mutating func lease(_ caller: CallerID) -> [Action] {
        guard !isClosed else { return [.refuse(caller)] }
        if let connection = leaseIdle() { return [.grant(caller, connection)] }
        waiting.append(caller)
        return grow()
    }

    /// Removes a caller that stops waiting; returns whether it was still waiting.
    mutating func gaveUp(_ caller: CallerID) -> Bool {
        guard let index = waiting.firstIndex(of: caller) else { return false }
        waiting.remove(at: index)
        return true
    }

    mutating func connected(_ connection: ConnectionID) -> [Action] {
        connecting -= 1
        failuresInARow = 0
        return isClosed ? [.close(connection)] : handOn(connection)
    }

    /// - Parameter jitter: From 0 to 1, so that processes do not reconnect in step.
    mutating func connectingFailed(jitter: Double) -> [Action] {
        connecting -= 1
        failuresInARow += 1
        guard !isClosed, !isBackingOff else { return [] }
        isBackingOff = true
        return [.backOff(Self.backoff(failures: failuresInARow, jitter: jitter))]
    }

    mutating func backoffEnded() -> [Action] {
        isBackingOff = false
        return isClosed ? [] : grow()
    }

    mutating func released(_ connection: ConnectionID, isReusable: Bool) -> [Action] {
        guard leased.remove(connection) != nil else { return [] }
        guard isReusable, !isClosed else { return [.close(connection)] + grow() }
        return handOn(connection)
    }

    mutating func close() -> [Action] {
        guard !isClosed else { return [] }
        isClosed = true
        let actions = waiting.map(Action.refuse) + idle.map(Action.close)
        waiting = []
        idle = []
        return actions
    }

    static func backoff(failures: Int, jitter: Double) -> Duration {
        let ceiling = min(2_000, 50 << min(failures, 6))
        return .milliseconds(ceiling / 2) + .milliseconds(ceiling / 2) * jitter
    }

    private mutating func handOn(_ connection: ConnectionID) -> [Action] {
        guard let caller = waiting.popFirst() else {
            idle.append(connection)
            return []
        }
        leased.insert(connection)
        return [.grant(caller, connection)]
    }

    private mutating func grow() -> [Action] {
        guard !isBackingOff, !isClosed else { return [] }
        let room = maximum - idle.count - leased.count - connecting
        let wanted = min(waiting.count - connecting, room)
        guard wanted > 0 else { return [] }
        connecting += wanted
        return Array(repeating: .connect, count: wanted)
    }
}
