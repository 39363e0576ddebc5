import CommaSeparatedValues
import Foundation
import Testing

@Suite("Reading rows of comma-separated values")
struct CSVReaderTests {
    @Test func `quotation marks keep commas, line breaks and themselves`() throws {
        let rows = try read("a,\"b, c\"\r\n\"two\nlines\",\"he said \"\"no\"\"\"\n")

        #expect(rows.map(\.fields) == [["a", "b, c"], ["two\nlines", #"he said "no""#]])
        #expect(rows.allSatisfy { !$0.isBroken })
    }

    @Test func `a row knows its number and its line, which differ after a line break in a field`() throws {
        let rows = try read("a\n\n\"two\nlines\"\nlast")

        #expect(rows.map(\.number) == [1, 3, 4])
        #expect(rows.map(\.line) == [1, 3, 5])
    }

    @Test(
        "a broken quotation costs its own row and no other",
        arguments: ["\"never ends,x\n", "\"ends\" too early,x\n"])
    func brokenQuotation(row: String) throws {
        let rows = try read("before,1\n" + row + "after,2\n\"quoted\",3\n")

        #expect(rows.map(\.isBroken) == [false, true, false, false])
        #expect(rows.map(\.line) == [1, 2, 3, 4])
        #expect(rows.map(\.fields.last) == ["1", "x\n", "2", "3"])
    }

    @Test(arguments: [65_537, 262_144, 300_000, 1_000_000])
    func `a row that is too long costs itself and no other, however long it is`(length: Int) throws {
        let rows = try read("before,1\n" + String(repeating: "x", count: length) + "\nafter,2\n")

        #expect(rows.map(\.isBroken) == [false, true, false])
        #expect(rows.map(\.line) == [1, 2, 3])
        #expect(rows.last?.fields == ["after", "2"])
    }

    @Test func `rows are whole where a piece of the file ends within one`() throws {
        let count = 60_000
        let rows = try read((1...count).map { "\($0),\"a name, quoted\"\n" }.joined())

        #expect(rows.count == count)
        #expect(rows.allSatisfy { $0.fields == ["\($0.number)", "a name, quoted"] && $0.line == $0.number })
    }

    @Test(arguments: [("\u{FEFF}a,b", true), ("a,b", false), ("", false)])
    func `the byte order mark of UTF-8 is told and is no part of the first field`(text: String, isMarked: Bool) throws {
        let file = try TemporaryFile(text)
        var reader = try CSVReader(file.url)

        #expect(reader.isMarkedAsUTF8 == isMarked)
        #expect(
            try reader.next()?.fields.map { String(decoding: $0, as: UTF8.self) } == (text.isEmpty ? nil : ["a", "b"]))
    }

    @Test(arguments: ["", "\n\n", "\"", "\"\n", ",", "\r", "\"\"", "\"\"\""])
    func `nothing that a file holds is a trap`(text: String) throws {
        #expect(try read(text).count <= 1)
    }

    private struct Row {
        let number: Int
        let line: Int
        let fields: [String]
        let isBroken: Bool
    }

    private func read(_ text: String) throws -> [Row] {
        let file = try TemporaryFile(text)
        var reader = try CSVReader(file.url)
        var rows: [Row] = []
        while let row = try reader.next() {
            rows.append(
                Row(
                    number: row.number, line: row.line, fields: row.fields.map { String(decoding: $0, as: UTF8.self) },
                    isBroken: row.isBroken))
        }
        return rows
    }
}

/// A file that is removed when nothing refers to it any more.
private final class TemporaryFile {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")

    init(_ text: String) throws {
        try Data(text.utf8).write(to: url)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
