/// A file has not the columns that it must have.
package struct CSVHeaderProblem: Error, Hashable, CustomStringConvertible {
    package let file: String
    package let missing: [String]

    package var description: String {
        "\(file) has no column \(missing.joined(separator: ", nor ")). The first line must name the columns."
    }
}

/// Finds fields by the names in the first line, whatever their order.
struct CSVColumns {
    private let places: [String: Int]
    private let width: Int

    /// - Throws: ``CSVHeaderProblem`` naming every required column that is missing.
    init(_ header: CSVReader.Row?, of file: String, requiring required: [String]) throws(CSVHeaderProblem) {
        let names = (header?.fields ?? []).map { field in
            let text = Windows1252.decode(field).trimmingBlanks
            // The mark at the beginning of a UTF-8 file, as Windows-1252 shows it.
            return text.hasPrefix("ï»¿") ? String(text.dropFirst(3)) : text
        }
        places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        width = names.count
        let missing = required.filter { places[$0] == nil }
        guard missing.isEmpty else { throw CSVHeaderProblem(file: file, missing: missing) }
    }

    /// Whether the row has as many fields as the header.
    func fits(_ row: CSVReader.Row) -> Bool { row.fields.count == width }

    /// The field's text without blanks around it, or nil where it is empty or the file has no such column.
    func text(_ column: String, of row: CSVReader.Row) -> String? {
        guard let place = places[column], row.fields.indices.contains(place) else { return nil }
        let text = Windows1252.decode(row.fields[place]).trimmingBlanks
        return text.isEmpty ? nil : text
    }
}

extension String {
    var trimmingBlanks: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
