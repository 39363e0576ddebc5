/// The unique reference number of an establishment in Get Information About Schools: five or six digits.
package struct URN: Hashable, Sendable {
    package let rawValue: String

    /// Accepts exactly five or six digits.
    package init?(exactly text: String) {
        guard 5...6 ~= text.utf8.count, text.utf8.allSatisfy(\.isDigit) else { return nil }
        rawValue = text
    }

    /// Parses what a person typed or a file contains. Blanks around it are ignored.
    package init(parsing text: String) throws(URNProblem) {
        let trimmed = text.trimmingBlanks
        guard !trimmed.isEmpty else { throw .missing }
        guard let urn = URN(exactly: String(trimmed)) else { throw .wrongFormat }
        self = urn
    }
}

/// Why a text is not a URN.
package enum URNProblem: Error, Hashable, CaseIterable {
    case missing
    case wrongFormat
}

extension URN: Comparable {
    package static func < (one: URN, other: URN) -> Bool {
        one.rawValue < other.rawValue
    }
}

extension URN: CustomStringConvertible {
    package var description: String { rawValue }
}

extension URN: WrittenAsText {
    package static var nameOfText: String { "a URN of five or six digits" }

    package init?(written text: String) {
        self.init(exactly: text)
    }

    package var written: String { rawValue }
}
