import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Migrating a schema")
struct MigratorTests {
    private let first = Migration(
        name: "0001_create_one", sql: "CREATE TABLE one (id bigint); CREATE TABLE two (id bigint)")
    private let second = Migration(name: "0002_create_three", sql: "CREATE TABLE three (id bigint)")

    @Test func `applies what is missing, in order, once`() async throws {
        try await withTemporarySchema { database async throws in
            #expect(try await Migrator(migrations: [first]).migrate(using: database) == ["0001_create_one"])
            #expect(try await Migrator(migrations: [first, second]).pending(using: database) == ["0002_create_three"])
            #expect(try await Migrator(migrations: [first, second]).migrate(using: database) == ["0002_create_three"])
            #expect(try await Migrator(migrations: [first, second]).migrate(using: database) == [])
            try await Migrator(migrations: [first, second]).verify(using: database)
            #expect(try await database.query("SELECT count(*) FROM three", as: Int.self) == [0])
        }
    }

    @Test func `refuses a file that was edited after it was applied`() async throws {
        try await withTemporarySchema(migrations: [first]) { database async throws in
            let edited = Migration(name: first.name, sql: first.sql + " ")

            let error = await #expect(throws: PostgresError.self) {
                try await Migrator(migrations: [edited, second]).migrate(using: database)
            }
            #expect(error?.kind == .migrations)
            #expect(error?.message?.contains("0001_create_one was edited") == true)
            #expect(try await Migrator(migrations: [first, second]).pending(using: database) == ["0002_create_three"])
        }
    }

    @Test func `refuses to go on without a file that was applied`() async throws {
        try await withTemporarySchema(migrations: [first, second]) { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await Migrator(migrations: [first]).verify(using: database)
            }
            #expect(error?.message?.contains("0002_create_three") == true)
        }
    }

    @Test func `names what is pending`() async throws {
        try await withTemporarySchema { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await Migrator(migrations: [first, second]).verify(using: database)
            }
            #expect(error?.message?.contains("pending: 0001_create_one, 0002_create_three") == true)
        }
    }

    @Test func `leaves nothing of a migration that fails, and keeps those before it`() async throws {
        try await withTemporarySchema { database async throws in
            let broken = Migration(name: "0002_break", sql: "CREATE TABLE three (id bigint); SELECT nonsense")
            await #expect(throws: PostgresError.self) {
                try await Migrator(migrations: [first, broken]).migrate(using: database)
            }

            let found = try await database.query(
                "SELECT to_regclass('one') IS NOT NULL, to_regclass('three') IS NOT NULL", as: (Bool, Bool).self)
            #expect(found.first?.0 == true)
            #expect(found.first?.1 == false)
            #expect(try await Migrator(migrations: [first, second]).migrate(using: database) == ["0002_create_three"])
        }
    }

    @Test func `refuses a migration that commits by itself`() async throws {
        try await withTemporarySchema { database async throws in
            let rogue = Migration(name: "0001_commit", sql: "CREATE TABLE one (id bigint); COMMIT")
            let error = await #expect(throws: PostgresError.self) {
                try await Migrator(migrations: [rogue]).migrate(using: database)
            }
            #expect(error?.kind == .migrations)
        }
    }

    @Test func `waits for a table that is in use no longer than anybody else`() async throws {
        let first = Migration(name: "0001_first", sql: "CREATE TABLE first (x int)")
        let second = Migration(name: "0002_second", sql: "ALTER TABLE first ADD COLUMN y int")
        try await withTemporarySchema(migrations: [first], configure: { $0.lockTimeout = .milliseconds(100) }) {
            database async throws in
            try await database.transaction { reader in
                _ = try await reader.query("SELECT x FROM first", as: Int32?.self)
                let error = await #expect(throws: PostgresError.self) {
                    try await Migrator(migrations: [first, second]).migrate(using: database)
                }
                #expect(error?.sqlState == .lockNotAvailable)
            }

            #expect(try await Migrator(migrations: [first, second]).migrate(using: database) == ["0002_second"])
        }
    }

    @Test func `lets one of several work and the others find nothing left`() async throws {
        try await withTemporarySchema(maximumConnections: 6) { database async throws in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 {
                    group.addTask { try await Migrator(migrations: [first, second]).migrate(using: database) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }

            #expect(applied.sorted() == ["0001_create_one", "0002_create_three"])
        }
    }

    @Test func `creates the schema from several processes at once`() async throws {
        let configuration = try TestDatabase.configuration(maximumConnections: 1)
        let databases = try (0..<4).map { _ in try Database(configuration: configuration, logger: TestDatabase.logger) }
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for database in databases {
                group.addTask { try await Migrator(migrations: [first]).migrate(using: database) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        #expect(applied == ["0001_create_one"])
        try await databases[0].execute(
            "DO $$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_schema()); END $$")
        databases.forEach { $0.close() }
    }

    @Test func `reads the files of a folder in the order of their numbers`() throws {
        try withFolder(["0002_b.sql": "SELECT 2", "0001_a.sql": "SELECT 1", "README.md": "no"]) { folder in
            let migrations = try Migration.all(in: folder)

            #expect(migrations.map(\.name) == ["0001_a", "0002_b"])
            #expect(migrations.map(\.sql) == ["SELECT 1", "SELECT 2"])
        }
    }

    @Test(arguments: [["0001_a.sql", "0001_b.sql"], ["1_a.sql"], ["0001-a.sql"], ["0001_A.sql"]])
    func `refuses a number used twice and a name of another form`(files: [String]) throws {
        try withFolder(Dictionary(uniqueKeysWithValues: files.map { ($0, "SELECT 1") })) { folder in
            #expect(throws: PostgresError.self) { try Migration.all(in: folder) }
        }
    }

    private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        try body(folder)
    }
}
