/// A file of comma-separated values: a header and rows that know their line.
struct CSVTable: Sendable {
    struct Row: Sendable {
        var line: Int
        fileprivate var fields: [Substring]
        fileprivate var positions: [String: Int]

        /// Whether the file has the column at all.
        func has(_ column: String) -> Bool { positions[column] != nil }

        /// The text of a column without blanks around it; empty where the row is too short.
        subscript(column: String) -> String {
            guard let position = positions[column], fields.indices.contains(position) else { return "" }
            return fields[position].trimmed
        }
    }

    let columns: [String]
    let rows: [Row]

    /// Reads RFC 4180: quoted fields may hold commas, line ends and doubled quotation marks. Empty lines do not count.
    init(_ text: String) {
        var records = CSVTable.records(of: text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...])[...]
        let names = records.popFirst()?.fields.map(\.trimmed) ?? []
        let positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        columns = names
        rows = records.map { Row(line: $0.line, fields: $0.fields, positions: positions) }
    }

    private static func records(of text: Substring) -> [(line: Int, fields: [Substring])] {
        var records: [(line: Int, fields: [Substring])] = []
        var fields: [Substring] = []
        var field = ""
        var isQuoted = false
        var line = 1
        var began = 1
        func endRecord() {
            fields.append(Substring(field))
            if fields.contains(where: { !$0.trimmed.isEmpty }) { records.append((began, fields)) }
            fields = []
            field = ""
        }
        var rest = text[...]
        while let character = rest.popFirst() {
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && rest.first == "\"":
                field.append("\"")
                rest.removeFirst()
            case "\"":
                isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(Substring(field))
                field = ""
            case _ where character.isNewline && !isQuoted:
                endRecord()
                began = line
            default:
                field.append(character)
            }
        }
        endRecord()
        return records
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
