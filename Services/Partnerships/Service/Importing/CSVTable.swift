import CommaSeparatedValues
import Foundation

/// A file of comma-separated values in UTF-8: a header, and rows that know their line numbers.
struct CSVTable: Sendable {
    struct Row: Sendable {
        let line: Int
        fileprivate let fields: [String]
        fileprivate let positions: [String: Int]

        /// Whether the file has the column at all.
        func has(_ column: String) -> Bool { positions[column] != nil }

        /// The text of a column without surrounding whitespace; empty if the row is too short.
        subscript(column: String) -> String {
            guard let position = positions[column], fields.indices.contains(position) else { return "" }
            return fields[position]
        }
    }

    let columns: [String]
    let rows: [Row]
    /// Why the rows on ``brokenLines`` were left out.
    static let whyBroken =
        "a quotation mark is missing, or one is too many, or the row is longer than 64 KiB"

    /// The lines on which rows begin that cannot be separated from the next row, because a quotation mark is missing or
    /// one is too many, and of rows that are too long.
    let brokenLines: [Int]

    /// Reads a whole file. Rows that contain only commas and whitespace are skipped.
    ///
    /// - Throws: ``NotUTF8``, ``BrokenHeader``, or the error of Foundation if the file cannot be opened or read.
    init(_ file: URL) throws {
        var reader = try CSVReader(file)
        var rows: [(line: Int, fields: [String])] = []
        var brokenLines: [Int] = []
        while let row = try reader.next() {
            guard !row.isBroken else {
                if rows.isEmpty { throw BrokenHeader(line: row.line) }
                brokenLines.append(row.line)
                continue
            }
            let fields = try row.fields.map(Self.text)
            if fields.contains(where: { !$0.isEmpty }) { rows.append((row.line, fields)) }
        }
        let columns = rows.first?.fields ?? []
        let positions = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.columns = columns
        self.rows = rows.dropFirst().map { Row(line: $0.line, fields: $0.fields, positions: positions) }
        self.brokenLines = brokenLines
    }

    private static func text(_ field: [UInt8]) throws -> String {
        guard let text = String(validating: field, as: UTF8.self) else { throw NotUTF8() }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// An error for a file whose first row, which names the columns, cannot be separated from the next row.
struct BrokenHeader: Error, Equatable {
    let line: Int
}

/// An error for a file with bytes that are not UTF-8 text.
struct NotUTF8: Error {}
