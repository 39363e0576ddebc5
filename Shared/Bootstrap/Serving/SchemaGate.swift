import Logging
import Postgres
import ServiceLifecycle

/// Waits until the database answers, then requires a schema that this program knows.
struct SchemaGate {
    let service: String
    let schema: Migrator
    let database: Database
    let readiness: Readiness
    let logger: Logger

    /// Returns once the schema is right.
    ///
    /// - Throws: ``SchemaBehind``, or a ``PostgresError`` of kind `migrations`, for a schema that is not right;
    ///   `CancellationError` when a shutdown begins while the database is unavailable.
    func pass() async throws {
        var pause = Duration.milliseconds(100)
        while true {
            do {
                let pending = try await schema.pending(using: database)
                guard pending.isEmpty else { throw SchemaBehind(service: service, pending: pending) }
                return
            } catch let error as PostgresError where error.isUnavailable {
                readiness.waits(for: "the database cannot be reached")
                logger.warning(
                    "The database cannot be reached; trying again. Check DATABASE_URL and that PostgreSQL runs.",
                    metadata: ["event": "database.unreachable", "sqlstate": "\(error.sqlState?.rawValue ?? "")"])
                try await cancelWhenGracefulShutdown { [pause] in try await Task.sleep(for: pause) }
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
