import CLibpq
import Foundation

/// One connection to the server, in pipeline mode throughout.
///
/// Unchecked because it holds a libpq pointer. Safe because the pool leases a connection to one task at a time, and
/// that task returns it before another task may get it. Only the cancellation of a statement runs elsewhere, through a
/// `PGcancel` made for the purpose.
final class Connection: @unchecked Sendable {
    let id: Int
    let pointer: OpaquePointer
    let configuration: PostgresConfiguration
    var statements = StatementCache()
    /// Names of statements that the server may drop. They are sent with the next statement to prepare, outside a failed
    /// transaction.
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
        // libpq closes the socket of a lost connection itself; the number may belong to another socket by now.
        driver.remove(waiter, isStillOpen: PQsocket(pointer) == waiter.socket)
        PQfinish(pointer)
    }

    /// Whether no transaction is open and nothing is in flight in either direction.
    var isReusable: Bool {
        !isBroken && PQstatus(pointer) == CONNECTION_OK && PQtransactionStatus(pointer) == PQTRANS_IDLE
    }

    /// Whether the server knows of no open transaction: none has reached it, or it has ended.
    var isOutsideTransaction: Bool {
        PQtransactionStatus(pointer) == PQTRANS_IDLE
    }

    var isInFailedTransaction: Bool {
        PQtransactionStatus(pointer) == PQTRANS_INERROR
    }

    /// Returns whether the server is still there, as far as can be told without asking it. On an idle connection, only
    /// its end leaves something to read.
    func isAlive() -> Bool {
        var descriptor = pollfd(fd: PQsocket(pointer), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) != 0 else { return true }
        // The input may also be a parameter change or a notice.
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

    /// Returns the error for a connection that libpq has given up, and marks the connection broken.
    func lost() -> PostgresError {
        isBroken = true
        return PostgresError(.connection, message: "the connection was lost")
    }

    /// Waits until the socket is ready.
    ///
    /// A cancelled task gets `CancellationError`; the server is asked to stop and the connection is not used again.
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

    /// Sends what libpq has buffered, and reads meanwhile, so that client and server do not wait for each other for
    /// ever.
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

    /// Returns the next answer; `nil` separates the answers to one statement from those to the next.
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

    /// Returns the error for a lost connection, with the reason that the server may have sent before it closed.
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

/// How long to wait for an answer, and whether cancellation ends the wait.
struct Patience: Sendable {
    /// After this long without a byte the server counts as lost.
    var silence: Duration
    /// Whether cancellation of the task must not cut the wait short.
    var isShielded = false
}

extension Connection {
    /// Outlasts the server's own time-out by five seconds, so that the server's comes first. The server answers
    /// statements that are sent together only after it has run them all. Even so they get only twice the time of one,
    /// so that no run outlasts a drain.
    func patience(forStatements count: Int = 1) -> Patience {
        Patience(silence: configuration.statementTimeout * (count > 1 ? 2 : 1) + .seconds(5))
    }

    /// For COMMIT and ROLLBACK: interrupting one of them would leave the outcome open.
    var endingPatience: Patience { Patience(silence: configuration.statementTimeout + .seconds(5), isShielded: true) }
}
