/// A statement and its values. The text is fixed where it is written; every value is sent beside it in binary form.
///
/// ```swift
/// let statement: SQL = "SELECT id, name FROM school WHERE urn = \(urn)"
/// ```
/// `\(value)` binds a value, `\(SQL)` splices a fragment, `\(identifier: "school")` quotes a name. Text comes from
/// string literals only, so input cannot become part of a statement, and each connection prepares a statement once.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text between the values: always one piece more than there are values.
    let pieces: [String]
    let parameters: Parameters
    /// The statement as the server sees it, with `$1` … in place of values.
    let text: String

    init(pieces: [String], parameters: Parameters) {
        self.pieces = pieces
        self.parameters = parameters
        self.text = Self.numbering(pieces)
    }

    package init(stringLiteral value: StaticString) {
        self.init(pieces: [String(value)], parameters: Parameters())
    }

    package init(stringInterpolation: StringInterpolation) {
        self.init(pieces: stringInterpolation.pieces, parameters: stringInterpolation.parameters)
    }

    /// Joins fragments with a separator in between: `SQL.joined(conditions, by: " AND ")`.
    package static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        var parts = StringInterpolation(literalCapacity: 0, interpolationCount: fragments.count)
        for (index, fragment) in fragments.enumerated() {
            if index > 0 { parts.appendInterpolation(separator) }
            parts.appendInterpolation(fragment)
        }
        return SQL(stringInterpolation: parts)
    }

    private static func numbering(_ pieces: [String]) -> String {
        guard var text = pieces.first else { return "" }
        for (index, piece) in pieces.enumerated().dropFirst() {
            text += "$\(index)"
            text += piece
        }
        return text
    }
}

extension SQL {
    package struct StringInterpolation: StringInterpolationProtocol {
        package typealias StringLiteralType = StaticString

        var pieces: [String] = [""]
        var parameters = Parameters()

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            extend(String(literal))
        }

        package mutating func appendInterpolation(_ value: some PostgresColumn) {
            parameters.append(value)
            pieces.append("")
        }

        package mutating func appendInterpolation(_ fragment: SQL) {
            extend(fragment.pieces.first ?? "")
            pieces.append(contentsOf: fragment.pieces.dropFirst())
            parameters.append(contentsOf: fragment.parameters)
        }

        package mutating func appendInterpolation(identifier: StaticString) {
            extend(quoting(identifier: String(identifier)))
        }

        private mutating func extend(_ text: String) {
            pieces[pieces.count - 1] += text
        }
    }
}

func quoting(identifier: String) -> String {
    "\"" + identifier.replacing("\"", with: "\"\"") + "\""
}

extension String {
    init(_ text: StaticString) {
        self = "\(text)"
    }
}
