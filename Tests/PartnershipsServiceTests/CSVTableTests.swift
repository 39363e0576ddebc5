import Testing

@testable import PartnershipsService

@Suite("Comma-separated values")
struct CSVTableTests {
    @Test func `quotation marks keep commas, line ends and themselves`() {
        let table = CSVTable(
            "\u{FEFF}name,note\r\n\"A, B\",\"he said \"\"no\"\"\"\r\n\r\n\"two\nlines\",x,more\nshort\n")

        #expect(table.columns == ["name", "note"])
        #expect(table.rows.map { $0["name"] } == ["A, B", "two\nlines", "short"])
        #expect(table.rows.map { $0["note"] } == [#"he said "no""#, "x", ""])
        #expect(table.rows.map(\.line) == [2, 4, 6])
        #expect(table.rows.map { $0["missing"] } == ["", "", ""])
    }

    @Test(arguments: ["", "\n\n", "name", "\"", "name\n\"open", ",,,\n,,,"])
    func `nothing that a file holds is a trap`(text: String) {
        #expect(CSVTable(text).rows.count <= 1)
    }
}
