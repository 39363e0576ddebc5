import Foundation
import Postgres
import TestSupport
import Testing

private enum Colour: String, PostgresValue, Equatable {
    case red, green
}

@Suite("Values on their way to the server and back")
struct ValuesTests {
    @Test func `numbers and truth survive, extremes and NULL included`() async throws {
        try await withTemporarySchema { database async throws in
            try await expectSurvival(of: [true, false, nil], in: database)
            try await expectSurvival(of: [Int16.min, 0, .max, nil], in: database)
            try await expectSurvival(of: [Int32.min, 0, .max, nil], in: database)
            try await expectSurvival(of: [Int64.min, 0, .max, nil], in: database)
            try await expectSurvival(of: [Int.min, 0, .max, nil], in: database)
            let doubles: [Double?] = [0, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity, nil]
            try await expectSurvival(of: doubles, in: database)
        }
    }

    @Test func `texts survive byte for byte`() async throws {
        let texts: [String?] = ["", "O'Hara\\\"", "Zoë 👩🏽‍🏫 学校", "a\u{301}", String(repeating: "ž", count: 100_000), nil]
        try await withTemporarySchema { database async throws in
            let back = try await echo(texts, in: database)

            #expect(back.map { $0.map { Array($0.utf8) } } == texts.map { $0.map { Array($0.utf8) } })
        }
    }

    @Test func `identifiers, bytes and documents survive`() async throws {
        let megabyte = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withTemporarySchema { database async throws in
            let identifiers: [UUID?] = [UUID(), nil, UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))]
            try await expectSurvival(of: identifiers, in: database)
            try await expectSurvival(of: [megabyte, [], [0], nil], in: database)
            let document = JSONB(bytes: Array(#"{"a": null}"#.utf8))
            try await expectSurvival(of: [document, nil], in: database)
        }
    }

    @Test(arguments: [
        Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_767_225_600.123_456),
        Date(timeIntervalSince1970: -62_135_596_800), .distantFuture, .distantPast,
    ])
    func `instants survive to the microsecond`(instant: Date) async throws {
        try await withTemporarySchema { database async throws in
            let back = try #require(try await echo([instant], in: database).first ?? nil)

            #expect(abs(back.timeIntervalSince(instant)) < 0.000_001)
        }
    }

    @Test func `days and instants mean what the server means by them`() async throws {
        try await withTemporarySchema { database async throws in
            let rows = try await database.query(
                """
                SELECT date '1970-01-02', date '1899-12-31', date 'infinity', date '-infinity',
                    timestamptz '2026-01-01 00:00:00.25+01', timestamptz 'infinity'
                """, as: (PostgresDate, PostgresDate, PostgresDate, PostgresDate, Date, Date).self)

            let row = try #require(rows.first)
            #expect(row.0.daysSinceEpoch == 1)
            #expect(row.1.daysSinceEpoch == -25_568)
            #expect(row.2 == .infinity)
            #expect(row.3 == .minusInfinity)
            #expect(row.4 == Date(timeIntervalSince1970: 1_767_222_000.25))
            #expect(row.5 == .distantFuture)
        }
    }

    @Test(arguments: [0, -25_568, 20_000, Int32.max, .min])
    func `a date survives, at both ends of its range too`(days: Int32) async throws {
        try await withTemporarySchema { database async throws in
            try await expectSurvival(of: [PostgresDate(daysSinceEpoch: days)], in: database)
        }
    }

    @Test func `arrays survive, empty and with NULL in them`() async throws {
        try await withTemporarySchema { database async throws in
            try await expectSurvival(of: [["a", "", "ü"], []], in: database)
            try await expectSurvival(of: [["a", nil, "{}"], [nil]], in: database)
            try await expectSurvival(of: [[1, -1] as [Int64], []], in: database)
            try await expectSurvival(of: [[[1, 2], []] as [[UInt8]]], in: database)
            try await expectSurvival(of: [[true, nil] as [Bool?]], in: database)
            let many = (0..<30_000).map { _ in UUID() }
            try await expectSurvival(of: [many], in: database)
        }
    }

    @Test func `arrays unfold into rows on the server`() async throws {
        try await withTemporarySchema { database async throws in
            let rows = try await database.query(
                "SELECT * FROM unnest(\([1, 2, 3]), \(["a", nil, "c"] as [String?])) ORDER BY 1 DESC",
                as: (Int, String?).self)

            #expect(rows.map(\.0) == [3, 2, 1])
            #expect(rows.map(\.1) == ["c", nil, "a"])
        }
    }

    @Test func `enumerations travel as their raw value, and an unknown one is an error`() async throws {
        try await withTemporarySchema { database async throws in
            let colours = try await database.query("SELECT \(Colour.green)", as: Colour.self)
            #expect(colours.map(\.rawValue) == ["green"])
            let error = await #expect(throws: PostgresError.self) {
                _ = try await database.query("SELECT 'blue'", as: Colour.self)
            }
            #expect(error?.kind == .decoding)
        }
    }

    private func expectSurvival<Value: PostgresValue & Equatable>(
        of values: [Value?], in database: Database, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let back = try await echo(values, in: database)
        #expect(back == values, sourceLocation: sourceLocation)
    }

    /// Sends each value through the server on its own, including NULL.
    private func echo<Value: PostgresValue & Equatable>(_ values: [Value?], in database: Database) async throws
        -> [Value?]
    {
        var back: [Value?] = []
        for value in values {
            back += try await database.query("SELECT \(value as Value?)", as: Value?.self)
        }
        return back
    }
}
