import TestSupport
import Testing

@testable import Postgres

@Suite("What a refusal tells")
struct RefusalTests {
    private static let table = Migration(
        name: "0001_create_person",
        sql: """
            CREATE TABLE person (
                id bigint CONSTRAINT one_row_per_person PRIMARY KEY,
                name text NOT NULL,
                age integer CONSTRAINT age_is_not_negative CHECK (age >= 0),
                parent bigint CONSTRAINT parent_is_known REFERENCES person
            )
            """)

    @Test func `a broken constraint is known by its name`() async throws {
        try await withTemporarySchema(migrations: [Self.table]) { database async throws in
            try await database.execute("INSERT INTO person VALUES (1, 'a', 1, NULL)")

            let twice = await refusal(of: "INSERT INTO person VALUES (1, 'b', 1, NULL)", in: database)
            #expect(twice?.violates("one_row_per_person") == true)
            #expect(twice?.sqlState == .uniqueViolation)
            let negative = await refusal(of: "INSERT INTO person VALUES (2, 'b', -1, NULL)", in: database)
            #expect(negative?.violates("age_is_not_negative") == true)
            let orphan = await refusal(of: "INSERT INTO person VALUES (2, 'b', 1, 99)", in: database)
            #expect(orphan?.violates("parent_is_known") == true)
            let nameless = await refusal(of: "INSERT INTO person VALUES (2, NULL, 1, 1)", in: database)
            #expect(nameless?.sqlState == .notNullViolation)
            #expect(nameless?.column == "name")
        }
    }

    @Test func `the text of an error never contains values of a row`() async throws {
        try await withTemporarySchema(migrations: [Self.table]) { database async throws in
            try await database.execute("INSERT INTO person VALUES (7654321, 'secret', 1, NULL)")

            let twice = await refusal(of: "INSERT INTO person VALUES (7654321, 'secret', 1, NULL)", in: database)
            let unreadable = await refusal(of: "SELECT \("hidden")::integer", in: database)

            for error in [twice, unreadable] {
                let text = "\(try #require(error)) \(String(reflecting: error))"
                #expect(!text.contains("7654321") && !text.contains("secret") && !text.contains("hidden"))
            }
        }
    }

    @Test func `a column of another type is named with both types`() async throws {
        try await withTemporarySchema { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT 1::bigint AS count", as: String.self)
            }

            #expect(error?.kind == .mismatch)
            #expect(error?.column == "count")
            #expect(error?.message?.contains("bigint") == true)
        }
    }

    @Test func `another number of columns is an error, not a guess`() async throws {
        try await withTemporarySchema { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT 1::bigint, 2::bigint", as: Int.self)
            }

            #expect(error?.kind == .mismatch)
        }
    }

    @Test func `NULL where none is allowed is an error that names the column`() async throws {
        try await withTemporarySchema { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT NULL::bigint AS age", as: Int.self)
            }

            #expect(error?.kind == .decoding)
            #expect(error?.column == "age")
        }
    }

    @Test func `the connection is as good as before`() async throws {
        try await withTemporarySchema(maximumConnections: 1) { database async throws in
            let before = try await database.query("SELECT pg_backend_pid()", as: Int32.self)
            _ = await refusal(of: "SELECT nonsense", in: database)

            #expect(try await database.query("SELECT pg_backend_pid()", as: Int32.self) == before)
        }
    }

    private func refusal(of statement: SQL, in database: Database) async -> PostgresError? {
        do {
            try await database.execute(statement)
            return nil
        } catch {
            return error as? PostgresError
        }
    }

    @Test(arguments: [("RevalidateCachedQuery", true), ("transformOnConflictArbiter", false), (nil, false)])
    func `a stale plan is known by where it was found, in whatever language the server tells of it`(
        routine: String?, isStale: Bool
    ) {
        var error = PostgresError(
            .refused, sqlState: .featureNotSupported,
            message: "gecachter Plan darf den Ergebnistyp nicht ändern")
        error.routine = routine

        #expect(error.isStalePlan == isStale && error.isContention == isStale)
    }
}
