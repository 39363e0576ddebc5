import Foundation
package import Logging
package import Postgres

/// The server that tests use. Tests fail with a message if none is configured; they are never skipped and counted as
/// passed.
package enum TestDatabase {
    package struct Unset: Error, CustomStringConvertible {
        package let description =
            "set TEST_DATABASE_URL, for example postgres://postgres@127.0.0.1:5432/test, to a server for tests"
    }

    package static var url: String {
        get throws {
            guard let url = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"], !url.isEmpty else {
                throw Unset()
            }
            return url
        }
    }

    /// Returns the configuration of a database on a schema that no other test uses.
    package static func configuration(
        schema: String = uniqueSchema(), maximumConnections: Int = 4
    ) throws -> PostgresConfiguration {
        PostgresConfiguration(
            url: try url, schema: schema, applicationName: schema, maximumConnections: maximumConnections)
    }

    package static func uniqueSchema() -> String {
        "test_" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(16)
    }

    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// Runs a test on a schema of its own, with its migrations applied, and drops the schema afterwards.
///
/// Tests with their own schemas may run at the same time, up to a number that the server can handle.
package func withTemporarySchema<R: Sendable>(
    migrations: [Migration] = [],
    maximumConnections: Int = 4,
    configure: (inout PostgresConfiguration) -> Void = { _ in },
    _ body: (Database) async throws -> R
) async throws -> R {
    var configuration = try TestDatabase.configuration(maximumConnections: maximumConnections)
    configure(&configuration)
    return try await Turnstile.schemas.pass { [configuration] in
        try await onSchema(of: configuration, migrations, body)
    }
}

private func onSchema<R: Sendable>(
    of configuration: PostgresConfiguration, _ migrations: [Migration], _ body: (Database) async throws -> R
) async throws -> R {
    let database = try Database(configuration: configuration, logger: TestDatabase.logger)
    do {
        try await Migrator(migrations: migrations).migrate(using: database)
        let result = try await body(database)
        database.close()
        try await dropSchema(configuration)
        return result
    } catch {
        database.close()
        // The error in the test matters more than an error while cleaning up after it.
        try? await dropSchema(configuration)
        throw error
    }
}

private func dropSchema(_ configuration: PostgresConfiguration) async throws {
    var cleaning = configuration
    cleaning.url = try TestDatabase.url
    cleaning.maximumConnections = 1
    cleaning.leaseTimeout = .seconds(10)
    cleaning.lockTimeout = .seconds(10)
    let database = try Database(configuration: cleaning, logger: TestDatabase.logger)
    defer { database.close() }
    // The name is bound as a parameter where it is a value; as an identifier, only the server may quote it.
    try await database.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = \(configuration.applicationName) AND pid <> pg_backend_pid()
        """)
    try await database.execute(
        "DO $$ BEGIN EXECUTE 'DROP SCHEMA ' || quote_ident(current_schema()) || ' CASCADE'; END $$")
}
