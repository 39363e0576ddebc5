/// Brings a schema to the state that the program expects, forward only.
package struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: in the order in which they apply to an empty schema.
    package init(migrations: [Migration]) {
        self.migrations = migrations
    }

    /// Applies the missing migrations, each in a transaction of its own, and returns their names.
    ///
    /// Creates the schema if it does not exist. Safe to run from several processes at once: a lock on the table of
    /// migrations lets one process work, and the others find nothing left to apply. (Not an advisory lock, because the
    /// schemas would share it.)
    /// - Throws: ``PostgresError`` of kind `migrations` if an applied file was edited or is missing.
    @discardableResult
    package func migrate(using database: Database) async throws -> [String] {
        try await prepare(database)
        var applied: [String] = []
        while let name = try await applyNext(using: database) {
            applied.append(name)
        }
        return applied
    }

    /// Returns the names of migrations that have not been applied. Changes nothing.
    ///
    /// - Throws: ``PostgresError`` of kind `migrations` if an applied file was edited or is missing.
    package func pending(using database: Database) async throws -> [String] {
        let isPrepared = try await database.query(
            "SELECT to_regclass('schema_migration') IS NOT NULL", as: Bool.self
        ).first
        guard isPrepared == true else { return migrations.map(\.name) }
        let records = try await database.query(
            "SELECT name, checksum FROM schema_migration ORDER BY applied_at", as: (String, [UInt8]).self)
        return try unapplied(given: records).map(\.name)
    }

    /// Checks that the schema is what the program expects.
    ///
    /// - Throws: ``PostgresError`` of kind `migrations` that says what is pending, edited or missing.
    package func verify(using database: Database) async throws {
        let pending = try await pending(using: database)
        guard pending.isEmpty else {
            throw PostgresError(
                .migrations, message: "run migrate first; pending: \(pending.joined(separator: ", "))")
        }
    }

    /// How long a migration may run, all statements of its file together: the server sends nothing before the end.
    /// Building an index can take long. A little longer than the server's own limits, so that those are told.
    private static let patience = Duration.seconds(905)

    private func prepare(_ database: Database) async throws {
        let schema = database.configuration.schema
        let exists = try await database.query(
            "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = \(schema))", as: Bool.self)
        let creation = exists.first == true ? "" : "CREATE SCHEMA IF NOT EXISTS \(quoting(identifier: schema));"
        let table = """
            CREATE TABLE IF NOT EXISTS schema_migration (
                name text PRIMARY KEY,
                checksum bytea NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
            );
            """
        do {
            try await database.transaction { transaction in
                try await transaction.run(script: creation + table, patience: Self.patience)
            }
        } catch let error as PostgresError where Self.lostRaceToCreate(error) {
            // Another process created them at the same moment.
        }
    }

    // IF NOT EXISTS checks before it creates, so two processes that create at once conflict in the catalogue.
    private static func lostRaceToCreate(_ error: PostgresError) -> Bool {
        switch error.sqlState?.rawValue {
        case "23505", "42P06", "42P07": true
        default: false
        }
    }

    private func applyNext(using database: Database) async throws -> String? {
        try await database.transaction { transaction in
            try await transaction.run(
                script: """
                    SET LOCAL lock_timeout = '15min'; SET LOCAL statement_timeout = '15min';
                    LOCK TABLE schema_migration IN EXCLUSIVE MODE;
                    """, patience: Self.patience)
            let records = try await transaction.query(
                "SELECT name, checksum FROM schema_migration", as: (String, [UInt8]).self)
            guard let next = try unapplied(given: records).first else { return nil }
            // The long lock timeout was for other migrators. A migration that waits for a table in use blocks all later
            // users of that table.
            try await transaction.run(
                script: "SET LOCAL lock_timeout TO DEFAULT; SET LOCAL statement_timeout = '15min';\n" + next.sql,
                patience: Self.patience)
            try await transaction.execute(
                "INSERT INTO schema_migration (name, checksum) VALUES (\(next.name), \(next.checksum))")
            return next.name
        }
    }

    private func unapplied(given records: [(String, [UInt8])]) throws(PostgresError) -> [Migration] {
        let known = Dictionary(migrations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        guard known.count == migrations.count else {
            throw PostgresError(.migrations, message: "two migrations have one name")
        }
        for (name, checksum) in records {
            guard let migration = known[name] else {
                throw PostgresError(.migrations, message: "\(name) was applied but is not in the program")
            }
            guard migration.checksum == checksum else {
                throw PostgresError(.migrations, message: "\(name) was edited after it was applied")
            }
        }
        let applied = Set(records.map(\.0))
        return migrations.filter { !applied.contains($0.name) }
    }
}
