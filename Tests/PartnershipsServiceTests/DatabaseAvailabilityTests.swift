import Foundation
import HTTPTypes
import Logging
import NIOCore
import PartnershipsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary
import Web

@testable import PartnershipsService

@Suite("When the database is away or busy")
struct DatabaseAvailabilityTests {
    private static let nothingChanged =
        #"{"error":"The service is not available at the moment. Nothing was changed. Try again."}"#
    private static let notKnown =
        #"{"error":"It is not known whether the change was made. Look at the partnership before you try again."}"#

    @Test(
        arguments: [
            (PostgresError(.connection), nothingChanged),
            (PostgresError(.leaseTimeout), nothingChanged),
            (PostgresError(.closed), nothingChanged),
            (PostgresError(.refused, sqlState: SQLState(rawValue: "53300")), nothingChanged),
            (PostgresError(.refused, sqlState: SQLState(rawValue: "57P03")), nothingChanged),
            (PostgresError(.refused, sqlState: SQLState(rawValue: "25006")), nothingChanged),
            (PostgresError(.refused, sqlState: .deadlockDetected), nothingChanged),
            (PostgresError(.refused, sqlState: .queryCanceled), nothingChanged),
            (PostgresError(.commitUnknown), notKnown),
            (PostgresError(.refused, sqlState: SQLState(rawValue: "23505")), nil),
            (PostgresError(.rolledBack), nil),
            (PostgresError(.mismatch), nil),
            (PostgresError(.decoding), nil),
        ] as [(PostgresError, String?)])
    func `only what may work the next time is said to be so`(error: PostgresError, body: String?) {
        let problem = Problem(error, answering: .post)

        #expect(problem.map { String(buffer: $0.body.body) } == body)
        #expect(problem?.status == (body == nil ? nil : .serviceUnavailable))
        #expect(problem?.headers[.retryAfter] == (body == nil ? nil : "5"))
    }

    @Test(arguments: [HTTPRequest.Method.get, .head])
    func `whoever only reads has nothing to look after`(method: HTTPRequest.Method) {
        let problem = Problem(PostgresError(.commitUnknown), answering: method)

        #expect(problem.map { String(buffer: $0.body.body) } == Self.nothingChanged)
    }

    @Test func `a database that is gone is 503 for everybody, one warning and no error`() async throws {
        let log = NotedLines()
        try await World.with(logger: log.logger) { world in
            _ = try await world.token(of: Fixture.beacon)
            world.database.close()

            for path in ["partnerships", "participants", "schools?filter[cohort]=2026"] {
                let answer = try await world.get(path)
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headers[.retryAfter] == "5")
                #expect(answer.text == Self.nothingChanged)
            }
            let written = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            #expect(written.text == Self.nothingChanged)
            // A route that needs no database is not affected.
            #expect(try await world.send(.get, "nowhere", authorization: nil).status != .serviceUnavailable)

            #expect(log.all.map(\.level).filter { $0 > .info } == [.warning])
            world.clock.advance(seconds: 30)
            _ = try await world.get("partnerships")
            #expect(log.all.map(\.level).filter { $0 > .info } == [.warning, .warning])
        }
    }

    @Test func `whoever gets no connection in time is told to come again`() async throws {
        try await World.with(leaseTimeout: .seconds(3)) { world in
            _ = try await world.get("partnerships")

            let answer = try await holdingConnections(8, of: world.database) { try await world.get("partnerships") }

            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "5")
            #expect(try await world.get("partnerships").status == .ok)
        }
    }

    @Test func `a new partnership whose COMMIT was not answered is not said to be unmade`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.get("partnerships")
            try await world.database.execute(
                """
                CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM 1; RETURN NULL; END $$
                """)
            try await world.database.execute(
                """
                CREATE CONSTRAINT TRIGGER session_ends_in_commit AFTER INSERT ON partnership
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_session()
                """)

            let answer = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            #expect(answer.status == .serviceUnavailable)
            #expect(answer.text == Self.notKnown)
        }
    }

    private func holdingConnections<R: Sendable>(
        _ count: Int, of database: Database, _ body: () async throws -> R
    ) async throws -> R {
        guard count > 0 else { return try await body() }
        return try await database.transaction { _ in
            try await holdingConnections(count - 1, of: database, body)
        }
    }
}
