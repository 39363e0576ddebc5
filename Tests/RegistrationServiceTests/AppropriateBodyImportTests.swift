import Foundation
import Postgres
import RegistrationDomain
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Importing appropriate bodies")
struct AppropriateBodyImportTests {
    private static let id = "0b8f1d5e-9f0a-4f4e-8a55-6c1b5c3b0f11"
    private static let otherID = "7d0a2f61-0c3b-4b0c-9f57-1a2b3c4d5e6f"

    private func withList(
        _ body: (@Sendable ([UInt8]) async throws -> AppropriateBodyImport.Report, Database) async throws -> Void
    ) async throws {
        try await withTemporarySchema(migrations: try RegistrationService.migrations()) { database in
            let run: @Sendable ([UInt8]) async throws -> AppropriateBodyImport.Report = { bytes in
                let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
                try Data(bytes).write(to: file)
                defer { try? FileManager.default.removeItem(at: file) }
                return try await AppropriateBodyImport(database: database).run(file)
            }
            try await body(run, database)
        }
    }

    private func names(_ database: Database) async throws -> [String] {
        try await database.query("SELECT name FROM appropriate_body ORDER BY name", as: String.self)
    }

    @Test func `names are UTF-8, after a mark or without`() async throws {
        try await withList { run, database in
            let marked = try await run(
                [0xEF, 0xBB, 0xBF] + Array("name,type\nHwb Dŵr,national\nSt Mary’s,teaching_school_hub\n".utf8))

            #expect(marked.changed == 2)
            #expect(try await names(database) == ["Hwb Dŵr", "St Mary’s"])
        }
    }

    @Test func `a row in another encoding is told and costs no other`() async throws {
        try await withList { run, database in
            let report = try await run(
                Array("name,type\n".utf8) + [0xC9] + Array("cole,national\nHub,teaching_school_hub\n".utf8))

            #expect(report.skipped == ["row 2: the row is not UTF-8: save the file as CSV in UTF-8"])
            #expect(try await names(database) == ["Hub"])
        }
    }

    @Test func `the same list again changes nothing`() async throws {
        try await withList { run, _ in
            let list = Array("name,type\nHub,teaching_school_hub\n".utf8)

            let (first, second) = (try await run(list), try await run(list))

            #expect(first.changed == 1)
            #expect(second.changed == 0)
        }
    }

    @Test func `a body that has an id keeps it, whether the file gives it or not`() async throws {
        try await withList { run, database in
            _ = try await run(Array("name,type,id\nHub,teaching_school_hub,\(Self.id)\n".utf8))
            let report = try await run(Array("name,type,active\nHub,teaching_school_hub,false\n".utf8))

            #expect(report.changed == 1)
            let rows = try await database.query(
                "SELECT id::text, is_active FROM appropriate_body", as: (String, Bool).self)
            #expect(rows.map(\.0) == [Self.id])
            #expect(rows.map(\.1) == [false])
        }
    }

    @Test func `a list that does not say whether a body is active leaves it as it is`() async throws {
        try await withList { run, database in
            _ = try await run(Array("name,type,active\nHub,teaching_school_hub,false\n".utf8))
            _ = try await run(Array("name,type\nHub,teaching_school_hub\nNorth,national\n".utf8))

            let rows = try await database.query(
                "SELECT name, is_active FROM appropriate_body ORDER BY name", as: (String, Bool).self)
            #expect(rows.map(\.0) == ["Hub", "North"])
            #expect(rows.map(\.1) == [false, true])
        }
    }

    @Test(arguments: ["no", "0", "flase"])
    func `whether a body is active is true or false`(word: String) async throws {
        try await withList { run, database in
            let report = try await run(Array("name,type,active\nHub,teaching_school_hub,\(word)\n".utf8))

            #expect(report.skipped == ["row 2: active is neither true nor false"])
            #expect(try await names(database) == [])
        }
    }

    @Test func `a body is renamed by its id`() async throws {
        try await withList { run, database in
            _ = try await run(Array("name,type,id\nHub,teaching_school_hub,\(Self.id)\n".utf8))
            _ = try await run(Array("name,type,id\nGreat Hub,teaching_school_hub,\(Self.id)\n".utf8))

            #expect(try await names(database) == ["Great Hub"])
        }
    }

    @Test func `rows that contradict the list or each other are told with their number`() async throws {
        try await withList { run, database in
            _ = try await run(Array("name,type\nHub,teaching_school_hub\n".utf8))
            let report = try await run(
                Array(
                    """
                    name,type,id
                    Hub,teaching_school_hub,\(Self.id)
                    North,national,\(Self.otherID)
                    South,national,\(Self.otherID)
                    East,regional,
                    West,national,x
                    ,national,

                    """.utf8))

            #expect(report.changed == 1)
            #expect(report.skipped.map { $0.prefix(6) } == ["row 2:", "row 4:", "row 5:", "row 6:", "row 7:"])
            #expect(report.skipped.first?.contains("name belongs to the body with the id") == true)
            #expect(report.skipped.dropFirst().first == "row 4: an earlier row speaks of the same body")
            #expect(try await names(database) == ["Hub", "North"])
        }
    }
}
