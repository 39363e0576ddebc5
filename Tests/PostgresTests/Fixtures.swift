import Postgres
import Synchronization
import TestSupport

struct Stumble: Error {}

/// Runs `body` on a schema with a table of numbers, each at most once, and a table of notes about them.
func withNumbers<R: Sendable>(
    maximumConnections: Int = 4, configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (Database) async throws -> R
) async throws -> R {
    let table = Migration(
        name: "0001_create_number",
        sql: """
            CREATE TABLE number (value bigint CONSTRAINT number_once PRIMARY KEY);
            CREATE TABLE note (number bigint CONSTRAINT note_once PRIMARY KEY, text text);
            """)
    return try await withTemporarySchema(
        migrations: [table], maximumConnections: maximumConnections, configure: configure, body)
}

func numbers(in database: Database) async throws -> [Int] {
    try await database.query("SELECT value FROM number ORDER BY value", as: Int.self)
}

/// A counter of what tasks do.
final class Tally: Sendable {
    private let counted = Mutex(0)

    var count: Int { counted.withLock { $0 } }

    func add() {
        counted.withLock { $0 += 1 }
    }
}

/// A point where two tasks wait for each other the first time; later they pass.
final class Meeting: Sendable {
    private let arrived = Mutex(0)

    func arrive() async throws {
        arrived.withLock { $0 += 1 }
        try await eventually("the other's arrival") { arrived.withLock { $0 >= 2 } }
    }
}

/// Ends the sessions of a database from another one, like a server that shuts down.
func endSessions(of database: Database, exceptFor pids: [Int32] = []) async throws {
    let outside = try Database(
        configuration: TestDatabase.configuration(maximumConnections: 1), logger: TestDatabase.logger)
    defer { outside.close() }
    try await outside.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = \(database.configuration.applicationName) AND pid <> ALL (\(pids))
        """)
}

/// Waits until a session of this database runs a statement that contains the text.
func untilRunning(_ text: String, in database: Database) async throws {
    let outside = try Database(
        configuration: TestDatabase.configuration(maximumConnections: 1), logger: TestDatabase.logger)
    defer { outside.close() }
    try await eventually("\(text) to be running") {
        let running = try await outside.query(
            """
            SELECT count(*) FROM pg_stat_activity WHERE application_name = \(database.configuration.applicationName)
            AND state = 'active' AND position(\(text) in query) > 0
            """, as: Int.self)
        return running.first ?? 0 > 0
    }
}

/// Interferes while work is running, and returns the error with which the work ended.
func error(
    of work: @escaping @Sendable () async throws -> Void, meanwhile interference: () async throws -> Void
) async throws -> PostgresError? {
    async let failure = failure(of: work)
    try await interference()
    return await failure
}

private func failure(of work: () async throws -> Void) async -> PostgresError? {
    do {
        try await work()
        return nil
    } catch {
        return error as? PostgresError
    }
}
