package import Logging
import ServiceLifecycle

/// A pool of connections to one schema.
///
/// Connections are opened when first needed, so an unavailable database does not stop the process from starting. Usable
/// before `run()`, which reports how busy the pool is and closes it at shutdown.
package final class Database: Service {
    package let configuration: PostgresConfiguration
    private let pool: ConnectionPool
    private let logger: Logger
    private let metrics: DatabaseMetrics

    /// - Throws: ``PostgresError`` if the process has no file descriptors left.
    package init(configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        self.configuration = configuration
        self.logger = logger
        self.metrics = DatabaseMetrics(pool: configuration.applicationName)
        self.pool = try ConnectionPool(configuration: configuration, logger: logger)
    }

    deinit {
        pool.close()
    }

    /// Runs the body in a transaction and commits it.
    ///
    /// Runs the whole body again, for at most five attempts in total, in two cases:
    /// - another transaction was in the way (40001, 40P01, 55P03)
    /// - a migration changed a table under a prepared statement (0A000, a stale plan)
    ///
    /// So the body must do nothing but use this transaction. Its own error is rethrown unchanged after ROLLBACK.
    /// Cancellation before COMMIT rolls back; COMMIT itself is waited for.
    /// - Throws: What the body throws; ``PostgresError``, of kind `commitUnknown` if the connection was lost during
    ///   COMMIT.
    package func transaction<R: Sendable>(
        isolation: Transaction.Isolation = .readCommitted,
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        var attempt = 1
        while true {
            var transaction: Transaction?
            do {
                let result = try await withConnection(for: .transaction) { connection in
                    let opened = Transaction(connection, isolation: isolation)
                    transaction = opened
                    return try await opened.perform(body)
                }
                for action in transaction?.afterCommitActions ?? [] { action() }
                return result
            } catch {
                guard let transaction, attempt < Self.attempts, transaction.failedByContention, !Task.isCancelled else {
                    throw error
                }
                let sqlState = transaction.lastRefusal?.sqlState
                metrics.repeated(after: sqlState)
                logger.debug("repeating a transaction", metadata: ["sqlstate": "\(sqlState?.rawValue ?? "")"])
                try await Task.sleep(for: Self.pause(afterAttempt: attempt))
                attempt += 1
            }
        }
    }

    /// Returns all rows of one statement outside any transaction; for reads. Retries if a migration changed a table
    /// under it.
    package func query<each Column: PostgresColumn>(
        _ sql: SQL, as row: (repeat each Column).Type
    ) async throws -> [(repeat each Column)] {
        try await repeatingStalePlans {
            try await withConnection(for: .query) { connection in
                guard let answer = try await connection.run([sql], connection.patience()).last else { return [] }
                return try connection.rows(of: answer, as: row)
            }
        }
    }

    /// Runs one statement that commits by itself, and returns the number of rows that it wrote.
    ///
    /// - Throws: ``PostgresError``, of kind `commitUnknown` if the connection was lost after the statement was sent;
    ///   `CancellationError`, after which the row may be written or not.
    @discardableResult
    package func execute(_ sql: SQL) async throws -> Int {
        try await repeatingStalePlans {
            try await withConnection(for: .execute) { connection in
                do {
                    let answers = try await connection.run([sql], connection.patience())
                    return answers.last?.result.affectedRows ?? 0
                } catch var error as PostgresError {
                    if error.kind == .connection { error.kind = .commitUnknown }
                    throw error
                }
            }
        }
    }

    /// Leases a connection to an operation, and measures the wait and the operation.
    private func withConnection<R>(
        for operation: DatabaseMetrics.Operation, _ work: (Connection) async throws -> R
    ) async throws -> R {
        let asked = ContinuousClock.now
        let connection: Connection
        do {
            connection = try await pool.lease()
        } catch {
            metrics.refused(operation, after: asked.duration(to: .now), because: error)
            throw error
        }
        let leased = ContinuousClock.now
        metrics.waited(asked.duration(to: leased))
        do {
            let result = try await work(connection)
            pool.release(connection)
            metrics.ended(operation, after: leased.duration(to: .now), because: nil)
            return result
        } catch {
            pool.release(connection)
            metrics.ended(operation, after: leased.duration(to: .now), because: error)
            throw error
        }
    }

    /// Repeats work that was refused because of a stale plan. Such a statement has certainly not run, and the
    /// connection prepares it again. The next attempt may get another connection, with a stale plan of its own.
    private func repeatingStalePlans<R>(_ work: () async throws -> R) async throws -> R {
        for _ in 1..<Self.attempts {
            do {
                return try await work()
            } catch let error as PostgresError where error.isStalePlan {
                try Task.checkCancellation()
            }
        }
        return try await work()
    }

    package var poolStatus: PoolStatus { pool.status }

    /// Reports how busy the pool is until shutdown, then closes the pool. Waiting callers are refused; leased
    /// connections end with their work.
    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            metrics.show(pool.status)
            // Shutdown and cancellation throw here; the loop's condition handles both.
            do { try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) } } catch {}
        }
        close()
    }

    package func close() {
        pool.close()
    }

    private static let attempts = 5

    /// 10, 20, 40, 80 ms, each times a random factor from 0.5 to 1.
    private static func pause(afterAttempt attempt: Int) -> Duration {
        .milliseconds(10 << (attempt - 1)) * Double.random(in: 0.5...1)
    }
}
