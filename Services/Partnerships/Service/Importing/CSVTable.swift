import CommaSeparatedValues
import Foundation

/// A file of comma-separated values in UTF-8: a header, and rows that know their line.
struct CSVTable: Sendable {
    struct Row: Sendable {
        let line: Int
        fileprivate let fields: [String]
        fileprivate let positions: [String: Int]

        /// Whether the file has the column at all.
        func has(_ column: String) -> Bool { positions[column] != nil }

        /// The text of a column without blanks around it; empty where the row is too short.
        subscript(column: String) -> String {
            guard let position = positions[column], fields.indices.contains(position) else { return "" }
            return fields[position]
        }
    }

    let columns: [String]
    let rows: [Row]
    /// The lines on which rows begin that cannot be told apart from the next, for want of a quotation mark or for one too
    /// many.
    let brokenLines: [Int]

    /// Reads a whole file. Rows in which nothing but commas and blanks stands do not count.
    ///
    /// - Throws: ``NotUTF8``, or the error of Foundation where the file cannot be opened or read.
    init(_ file: URL) throws {
        var reader = try CSVReader(file)
        var rows: [(line: Int, fields: [String])] = []
        var brokenLines: [Int] = []
        while let row = try reader.next() {
            guard !row.isBroken else {
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

/// A file holds bytes that are no text in UTF-8.
struct NotUTF8: Error {}
