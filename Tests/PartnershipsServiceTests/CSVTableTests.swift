import Foundation
import Testing

@testable import PartnershipsService

@Suite("Comma-separated values")
struct CSVTableTests {
    @Test func `fields are found by their column, without blanks around them`() throws {
        let table = try table(
            "\u{FEFF}name , note\r\n\"A, B\",\"he said \"\"no\"\"\"\r\n\r\n\"two\nlines\", x ,more\nshort\n")

        #expect(table.columns == ["name", "note"])
        #expect(table.rows.map { $0["name"] } == ["A, B", "two\nlines", "short"])
        #expect(table.rows.map { $0["note"] } == [#"he said "no""#, "x", ""])
        #expect(table.rows.map(\.line) == [2, 4, 6])
        #expect(table.rows.map { $0["missing"] } == ["", "", ""])
        #expect(table.brokenLines.isEmpty)
    }

    @Test func `a quotation that never ends costs its own row and names its line`() throws {
        let table = try table("name,note\nfirst,1\n\"open,2\nlast,3\n")

        #expect(table.rows.map { $0["name"] } == ["first", "last"])
        #expect(table.brokenLines == [3])
    }

    @Test func `a header whose quotation never ends is refused with its line`() {
        #expect(throws: BrokenHeader(line: 2)) { try table("\n\"name,note\nfirst,1\n") }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: NotUTF8.self) { try table(of: [0x6E, 0x0A, 0xE9, 0x0A]) }
    }

    @Test(arguments: ["", "\n\n", "name", "name\n\"open", ",,,\n,,,"])
    func `nothing that a file holds is a trap`(text: String) throws {
        #expect(try table(text).rows.isEmpty)
    }

    private func table(_ text: String) throws -> CSVTable { try table(of: Array(text.utf8)) }

    private func table(of bytes: [UInt8]) throws -> CSVTable {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try CSVTable(file)
    }
}
