import CommaSeparatedValues

/// A file lacks columns that it must have.
package struct CSVHeaderProblem: Error, Hashable, CustomStringConvertible {
    package let file: String
    package let missing: [String]

    package var description: String {
        "\(file) has no column \(missing.joined(separator: ", nor ")). The first line must name the columns."
    }
}

/// Finds fields by the column names in the first line, in any order.
struct CSVColumns {
    private let encoding: CSVEncoding
    private let places: [String: Int]
    private let width: Int

    /// - Throws: ``CSVHeaderProblem`` naming every required column that is missing.
    init(
        _ header: CSVReader.Row?, of file: String, in encoding: CSVEncoding, requiring required: [String]
    ) throws(CSVHeaderProblem) {
        self.encoding = encoding
        let names = (header?.fields ?? []).map { encoding.decode($0).trimmingBlanks }
        places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        width = names.count
        let missing = required.filter { places[$0] == nil }
        guard missing.isEmpty else { throw CSVHeaderProblem(file: file, missing: missing) }
    }

    /// Returns whether the row has as many fields as the header.
    func fits(_ row: CSVReader.Row) -> Bool { row.fields.count == width }

    /// Returns whether the bytes of the row are valid text in the encoding of the file.
    func isText(_ row: CSVReader.Row) -> Bool { row.fields.allSatisfy(encoding.isText) }

    /// Returns the text of the field without surrounding blanks, or nil if it is empty or the file has no such column.
    func text(_ column: String, of row: CSVReader.Row) -> String? {
        guard let place = places[column], row.fields.indices.contains(place) else { return nil }
        let text = encoding.decode(row.fields[place]).trimmingBlanks
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
