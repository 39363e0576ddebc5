import Logging
import Synchronization

/// Leases connections; the caller that has waited longest gets the next one.
final class ConnectionPool: Sendable {
    private struct Shared {
        var state: PoolState
        var connections: [Int: Connection] = [:]
        var callers: [Int: CheckedContinuation<Connection, any Error>] = [:]
        /// Callers that were cancelled before they began to wait, or after they were served.
        var departed: Set<Int> = []
        var lastID = 0
        var lastFailure: PostgresError?

        mutating func nextID() -> Int {
            lastID += 1
            return lastID
        }
    }

    private let configuration: PostgresConfiguration
    private let driver: SocketDriver
    private let logger: Logger
    private let shared: Mutex<Shared>

    init(configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        self.configuration = configuration
        self.logger = logger
        self.driver = try SocketDriver()
        self.shared = Mutex(Shared(state: PoolState(maximum: configuration.maximumConnections)))
    }

    deinit {
        driver.stop()
    }

    /// Leases a connection that is alive, as far as can be told without asking the server.
    ///
    /// - Throws: ``PostgresError`` of kind `leaseTimeout`, `connection` if none could be made, `closed`;
    ///   `CancellationError`.
    func lease() async throws -> Connection {
        try Task.checkCancellation()
        while let connection = leaseIdle() {
            if connection.isAlive() { return connection }
            release(connection)
        }
        return try await waitForConnection()
    }

    func release(_ connection: Connection) {
        let isReusable = connection.isReusable
        perform { $0.state.released(connection.id, isReusable: isReusable) }
    }

    func close() {
        perform { $0.state.close() }
    }

    var status: PoolStatus {
        shared.withLock { shared in
            PoolStatus(
                idle: shared.state.idle.count, leased: shared.state.leased.count,
                connecting: shared.state.connecting, waiting: shared.state.waiting.count,
                maximum: shared.state.maximum)
        }
    }

    private func leaseIdle() -> Connection? {
        shared.withLock { shared in
            shared.state.leaseIdle().flatMap { shared.connections[$0] }
        }
    }

    private func waitForConnection() async throws -> Connection {
        let caller = shared.withLock { $0.nextID() }
        defer { shared.withLock { _ = $0.departed.remove(caller) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                var isDeparted = false
                // Checked and registered under one lock: a cancellation in between would leave a cancelled caller in
                // line.
                perform { shared in
                    isDeparted = shared.departed.contains(caller)
                    guard !isDeparted else { return [] }
                    shared.callers[caller] = continuation
                    return shared.state.lease(caller)
                }
                guard !isDeparted else { return continuation.resume(throwing: CancellationError()) }
                driver.after(configuration.leaseTimeout) { [weak self] in self?.leaseTimedOut(caller) }
            }
        } onCancel: {
            cancel(caller)
        }
    }

    private func cancel(_ caller: Int) {
        let continuation = shared.withLock { shared in
            guard let continuation = shared.callers.removeValue(forKey: caller) else {
                shared.departed.insert(caller)
                return CheckedContinuation<Connection, any Error>?.none
            }
            _ = shared.state.gaveUp(caller)
            return continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    private func leaseTimedOut(_ caller: Int) {
        let (continuation, failure) = shared.withLock { shared in
            guard shared.state.gaveUp(caller) else {
                return (CheckedContinuation<Connection, any Error>?.none, PostgresError?.none)
            }
            let failure = shared.state.failuresInARow > 0 ? shared.lastFailure : nil
            return (shared.callers.removeValue(forKey: caller), failure)
        }
        continuation?.resume(
            throwing: failure ?? PostgresError(.leaseTimeout, message: "every connection stayed in use"))
    }

    private func perform(_ event: (inout Shared) -> [PoolState.Action]) {
        var resumptions: [(CheckedContinuation<Connection, any Error>, Result<Connection, any Error>)] = []
        var closed: [Connection] = []
        let rest = shared.withLock { shared in
            var rest: [PoolState.Action] = []
            for action in event(&shared) {
                switch action {
                case .grant(let caller, let id):
                    guard let continuation = shared.callers.removeValue(forKey: caller),
                        let connection = shared.connections[id]
                    else { continue }
                    resumptions.append((continuation, .success(connection)))
                case .refuse(let caller):
                    guard let continuation = shared.callers.removeValue(forKey: caller) else { continue }
                    resumptions.append((continuation, .failure(PostgresError(.closed, message: "the pool is closed"))))
                case .close(let id):
                    if let connection = shared.connections.removeValue(forKey: id) { closed.append(connection) }
                case .connect, .backOff:
                    rest.append(action)
                }
            }
            return rest
        }
        // Closing talks to the server, and a resumed caller may release at once: neither belongs under the lock.
        closed.removeAll()
        for (continuation, result) in resumptions { continuation.resume(with: result) }
        for action in rest {
            switch action {
            case .connect: connect()
            case .backOff(let delay): driver.after(delay) { [weak self] in self?.perform { $0.state.backoffEnded() } }
            case .grant, .refuse, .close: break
            }
        }
    }

    private func connect() {
        let id = shared.withLock { $0.nextID() }
        Connection.open(id: id, configuration: configuration, driver: driver) { [weak self] result in
            self?.connectingEnded(id, result)
        }
    }

    private func connectingEnded(_ id: Int, _ result: Result<Connection, PostgresError>) {
        switch result {
        case .success(let connection):
            perform { shared in
                shared.connections[id] = connection
                return shared.state.connected(id)
            }
        case .failure(let error):
            // Attempts go on for as long as the outage, so only a new message is logged as a warning.
            let isKnown = shared.withLock { $0.state.failuresInARow > 0 && $0.lastFailure?.message == error.message }
            logger.log(
                level: isKnown ? .debug : .warning, "could not connect to the database",
                metadata: ["error": "\(error)"])
            perform { shared in
                shared.lastFailure = error
                return shared.state.connectingFailed(jitter: .random(in: 0...1))
            }
        }
    }
}

/// How busy a pool is.
package struct PoolStatus: Hashable, Sendable {
    package var idle: Int
    package var leased: Int
    package var connecting: Int
    /// Callers that wait for a connection.
    package var waiting: Int
    package var maximum: Int
}
