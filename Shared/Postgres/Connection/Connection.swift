import CLibpq
import Foundation

/// One connection to the server, in pipeline mode throughout.
///
/// Unchecked because a pointer of libpq is inside. Safe because the pool leases a connection to one task at a time, and
/// that task hands it back before another may get it; only the cancellation of a statement comes from elsewhere, and
/// that goes through a `PGcancel` made for the purpose.
final class Connection: @unchecked Sendable {
    let id: Int
    let pointer: OpaquePointer
    let configuration: PostgresConfiguration
    var statements = StatementCache()
    /// Names of statements that the server may drop, sent along with the next statement that can take it.
    var evicted: [String] = []
    private(set) var isBroken = false

    private let driver: SocketDriver
    private let waiter: SocketWaiter

    init(id: Int, pointer: OpaquePointer, driver: SocketDriver, configuration: PostgresConfiguration) {
        self.id = id
        self.pointer = pointer
        self.driver = driver
        self.configuration = configuration
        self.waiter = driver.register(socket: PQsocket(pointer))
    }

    deinit {
        // libpq closes the socket of a lost connection itself; its number may belong to another one by now.
        driver.remove(waiter, isStillOpen: PQsocket(pointer) == waiter.socket)
        PQfinish(pointer)
    }

    /// No transaction is open and nothing is on its way in either direction.
    var isReusable: Bool {
        !isBroken && PQstatus(pointer) == CONNECTION_OK && PQtransactionStatus(pointer) == PQTRANS_IDLE
    }

    /// The server has heard of no transaction, or of its end.
    var isOutsideTransaction: Bool {
        PQtransactionStatus(pointer) == PQTRANS_IDLE
    }

    var isInFailedTransaction: Bool {
        PQtransactionStatus(pointer) == PQTRANS_INERROR
    }

    /// Whether the server is still there, as far as can be told without asking it: an idle connection has nothing to read
    /// but its end.
    func isAlive() -> Bool {
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) != 0 else { return true }
        // A parameter change or a notice is also something to read.
        guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else {
            isBroken = true
            return false
        }
        descriptor.revents = 0
        guard poll(&descriptor, 1, 0) != 0 else { return true }
        isBroken = true
        return false
    }

    func markBroken() {
        isBroken = true
    }

    /// The error for a connection that libpq has given up.
    func lost() -> PostgresError {
        isBroken = true
        return PostgresError(.connection, message: "the connection was lost")
    }

    /// Waits for the socket and takes in what has come.
    ///
    /// A cancelled task gets `CancellationError`; the server is told to stop and the connection is not used again.
    func waitForServer(_ patience: Patience, alsoWritable: Bool = false) async throws {
        let outcome = await waiter.wait(
            alsoWritable: alsoWritable, until: .now + patience.silence, isShielded: patience.isShielded)
        switch outcome {
        case .ready:
            return
        case .cancelled:
            isBroken = true
            StatementCancellation(pointer)?.send()
            throw CancellationError()
        case .timedOut:
            isBroken = true
            StatementCancellation(pointer)?.send()
            throw PostgresError(.connection, message: "the server did not answer")
        }
    }

    /// Sends what libpq has buffered, reading meanwhile so that neither side waits for the other for ever.
    func flush(_ patience: Patience) async throws {
        while true {
            switch PQflush(pointer) {
            case 0: return
            case 1:
                try await waitForServer(patience, alsoWritable: true)
                guard PQconsumeInput(pointer) == 1 else { throw lost() }
            default: throw lost()
            }
        }
    }

    /// The next answer; `nil` separates the answers to one statement from those to the next.
    func nextResult(_ patience: Patience) async throws -> QueryResult? {
        while PQisBusy(pointer) == 1 {
            try await waitForServer(patience)
            guard PQconsumeInput(pointer) == 1 else { throw lastWords() }
        }
        guard let result = PQgetResult(pointer) else {
            guard PQstatus(pointer) == CONNECTION_OK else { throw lost() }
            return nil
        }
        return QueryResult(result)
    }

    /// A server that goes away says why before it closes the connection.
    private func lastWords() -> PostgresError {
        var error = lost()
        var remaining = 8
        while remaining > 0, let result = PQgetResult(pointer) {
            if let refusal = QueryResult(result).refusal, let sqlState = refusal.sqlState {
                error.sqlState = sqlState
                error.message = refusal.message
            }
            remaining -= 1
        }
        return error
    }
}

/// How long, and through what, an answer is waited for.
struct Patience: Sendable {
    /// After this long without a byte the server counts as lost.
    var silence: Duration
    /// Whether cancellation of the task must not cut the wait short.
    var isShielded = false
}

extension Connection {
    /// The server's own time-out comes first, with room for the way. Of statements that travel together it answers none
    /// before it has done them all; still no two of them may take all of their time, so that no run outlasts a drain.
    func patience(forStatements count: Int = 1) -> Patience {
        Patience(silence: configuration.statementTimeout * (count > 1 ? 2 : 1) + .seconds(5))
    }

    /// For COMMIT and ROLLBACK: to leave in the middle of one would leave the outcome open.
    var endingPatience: Patience { Patience(silence: configuration.statementTimeout + .seconds(5), isShielded: true) }
}
