import CLibpq
import Foundation
import TestSupport
import Testing

@testable import Postgres

@Suite("When the server ends a session")
struct LostConnectionTests {
    @Test func `a query under way fails in a way that may be tried again, and the next one works`() async throws {
        try await withNumbers(maximumConnections: 2) { database async throws in
            let error = try await error {
                _ = try await database.query("SELECT pg_sleep(60)::text", as: String.self)
            } meanwhile: {
                try await untilRunning("pg_sleep(60)", in: database)
                try await endSessions(of: database)
            }

            #expect(error?.kind == .connection)
            #expect(error?.isRetriable == true)
            #expect(error?.sqlState?.rawValue == "57P01")
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `a transaction under way is lost whole, and may be tried again`() async throws {
        try await withNumbers { database async throws in
            let attempts = Tally()
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    attempts.add()
                    try await transaction.execute("INSERT INTO number VALUES (1)")
                    try await endSessions(of: database)
                    try await transaction.execute("INSERT INTO number VALUES (2)")
                }
            }

            #expect(error?.kind == .connection)
            #expect(error?.isRetriable == true)
            #expect(attempts.count == 1)
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `a loss before COMMIT is sent is not an unknown outcome`() async throws {
        try await withNumbers { database async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO number VALUES (1)")
                    let pid = try await transaction.query("SELECT pg_backend_pid()", as: Int32.self)
                    try await endSessions(of: database)
                    try await untilGone(pid[0])
                }
            }

            #expect(error?.kind == .connection)
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `a COMMIT whose BEGIN never left is no unknown outcome`() async throws {
        try await withNumbers { database async throws in
            let attempts = Tally()
            let error = await #expect(throws: PostgresError.self) {
                try await database.transaction { transaction in
                    attempts.add()
                    // The network disappears without notice: libpq cannot send, and closes the socket itself.
                    shutdown(PQsocket(transaction.connection.pointer), Int32(SHUT_RDWR))
                    do { try await transaction.execute("INSERT INTO number VALUES (1)") } catch is PostgresError {}
                }
            }

            #expect(error?.kind == .connection)
            #expect(error?.isRetriable == true)
            #expect(attempts.count == 1)
            #expect(try await numbers(in: database) == [])
        }
    }

    @Test func `a loss while COMMIT is under way is an unknown outcome, never tried again`() async throws {
        try await withNumbers { database async throws in
            // A deferred trigger makes COMMIT slow.
            try await database.execute(
                """
                CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$
                """)
            try await database.execute(
                """
                CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON number DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION dawdle()
                """)
            let attempts = Tally()
            let error = try await error {
                _ = try await database.transaction { transaction in
                    attempts.add()
                    return try await transaction.execute("INSERT INTO number VALUES (1)")
                }
            } meanwhile: {
                try await untilRunning("COMMIT", in: database)
                try await endSessions(of: database)
            }

            #expect(error?.kind == .commitUnknown)
            #expect(error?.isRetriable == false)
            #expect(attempts.count == 1)
        }
    }

    @Test func `idle connections that died are replaced unseen`() async throws {
        try await withNumbers(maximumConnections: 3) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { _ = try await database.query("SELECT pg_sleep(0.05)::text", as: String.self) }
                }
                try await group.waitForAll()
            }
            let pids = try await database.query(
                "SELECT pid FROM pg_stat_activity WHERE application_name = \(database.configuration.applicationName)",
                as: Int32.self)
            try await endSessions(of: database)
            for pid in pids { try await untilGone(pid) }

            for _ in 0..<10 { #expect(try await numbers(in: database) == []) }
        }
    }

    private func untilGone(_ pid: Int32) async throws {
        let outside = try Database(
            configuration: TestDatabase.configuration(maximumConnections: 1), logger: TestDatabase.logger)
        defer { outside.close() }
        try await eventually("the session's end") {
            try await outside.query("SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid)", as: Int.self) == [0]
        }
    }
}
