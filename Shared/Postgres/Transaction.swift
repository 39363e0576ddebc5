/// An open transaction, for the one task that opened it.
///
/// Deliberately not `Sendable`: letting it escape into another task does not compile. BEGIN is sent with the first
/// statement, so a transaction that does nothing costs nothing. Each call throws ``PostgresError`` or
/// `CancellationError`. After a ``PostgresError``, all that is left is to leave the transaction, or the
/// ``savepoint(_:)`` around the call.
package final class Transaction {
    package enum Isolation: Sendable {
        case readCommitted
        case repeatableRead
        case serializable
    }

    let connection: Connection
    /// Statements to be sent together with the next one.
    var waiting: [SQL]
    var lastRefusal: PostgresError?
    var afterCommitActions: [@Sendable () -> Void] = []
    var savepoints = 0
    private var isOpen = true
    private var hasBegun = false

    init(_ connection: Connection, isolation: Isolation) {
        self.connection = connection
        self.waiting = [isolation.begin]
    }

    /// Returns all rows of a statement, as tuples: `query("SELECT id, name …", as: (UUID, String).self)`.
    package func query<each Column: PostgresColumn>(
        _ sql: SQL, as row: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        guard let answer = try await run([sql]).last else { return [] }
        return try connection.rows(of: answer, as: row)
    }

    /// Runs a statement and returns the number of rows that it wrote.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await run([sql]).last?.result.affectedRows ?? 0
    }

    /// Runs statements in one round trip and returns the number of rows that each wrote. The first refusal skips those
    /// after it.
    @discardableResult
    package func execute(pipelined statements: [SQL]) async throws -> [Int] {
        guard !statements.isEmpty else { return [] }
        return try await run(statements).suffix(statements.count).map(\.result.affectedRows)
    }

    /// Runs an action once, after the server has confirmed COMMIT; never if the transaction is rolled back or repeated.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) {
        afterCommitActions.append(action)
    }

    func run(_ statements: [SQL]) async throws -> [Connection.Answer] {
        try await guarded {
            // Before anything counts as sent: what was not sent needs no ROLLBACK.
            try Task.checkCancellation()
            let leading = waiting
            waiting = []
            hasBegun = true
            let all = leading + statements
            return try await connection.run(all, connection.patience(forStatements: all.count))
        }
    }

    /// Runs an interaction with the connection, and remembers what the server refused.
    func guarded<R>(_ interaction: () async throws -> R) async throws -> R {
        guard isOpen else { throw PostgresError(.closed, message: "the transaction has ended") }
        do {
            return try await interaction()
        } catch let error as PostgresError {
            lastRefusal = error
            throw error
        }
    }
}

extension Transaction {
    /// Runs the body, then COMMIT. An error of the body is rethrown unchanged after ROLLBACK.
    func perform<R: Sendable>(_ body: (Transaction) async throws -> R) async throws -> R {
        let result: R
        do {
            result = try await body(self)
            try Task.checkCancellation()
        } catch {
            // This may also be an error that a savepoint undid and rethrew.
            if let refusal = error as? PostgresError { lastRefusal = refusal }
            await rollBack()
            throw error
        }
        try await commit()
        return result
    }

    /// Whether this attempt failed because another transaction was in the way, even if the body wrapped the error.
    var failedByContention: Bool {
        lastRefusal?.isContention ?? false
    }

    private func commit() async throws {
        isOpen = false
        guard hasBegun else { return }
        // Before COMMIT is sent, losing the connection is harmless.
        guard !connection.isBroken, connection.isAlive() else { throw connection.lost() }
        // The body swallowed the cancellation of its first statement: COMMIT would succeed and keep nothing.
        guard !connection.isOutsideTransaction else {
            throw PostgresError(.rolledBack, message: "the transaction never reached the server")
        }
        let tag: String?
        do {
            tag = try await connection.run(["COMMIT"], connection.endingPatience).last?.result.commandTag
        } catch var error as PostgresError {
            if error.kind == .connection { error.kind = .commitUnknown }
            lastRefusal = error
            throw error
        }
        // The server answers COMMIT of a failed transaction with success, and rolls it back.
        guard tag == "COMMIT" else {
            throw PostgresError(
                .rolledBack, sqlState: lastRefusal?.sqlState, constraint: lastRefusal?.constraint,
                message: "COMMIT was answered with \(tag ?? "nothing")")
        }
    }

    private func rollBack() async {
        isOpen = false
        guard hasBegun, !connection.isBroken else { return }
        do {
            _ = try await connection.run(["ROLLBACK"], connection.endingPatience)
        } catch {
            // The pool closes the connection, and the server rolls back at the end of the session.
            connection.markBroken()
        }
    }
}

extension Transaction.Isolation {
    fileprivate var begin: SQL {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}

extension Connection {
    /// Returns the rows of an answer. Compares the columns with the wanted ones the first time that the statement is
    /// read as this type of row.
    func rows<each Column: PostgresColumn>(
        of answer: Answer, as row: (repeat each Column).Type
    ) throws(PostgresError) -> [(repeat each Column)] {
        let wanted = ObjectIdentifier(row)
        if statements.checkedRow(of: answer.key) != wanted {
            try answer.result.checkColumns(as: row)
            statements.setCheckedRow(wanted, of: answer.key)
        }
        return try answer.result.rows(as: row)
    }
}
