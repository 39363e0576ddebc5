/// A teacher reference number: seven digits. It is personal data and therefore never printed whole.
package struct TRN: Hashable, Sendable {
    package let rawValue: String

    /// Accepts exactly seven digits.
    package init?(exactly text: String) {
        guard text.utf8.count == 7, text.utf8.allSatisfy(\.isDigit) else { return nil }
        rawValue = text
    }

    /// Parses what a person typed. Only digits count, and leading zeros replace missing ones.
    package init(parsing text: String) throws(TRNProblem) {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .missing }
        let digits = text.utf8.filter(\.isDigit)
        guard digits.count >= 5 else { throw .tooFewDigits }
        guard digits.count <= 7 else { throw .tooManyDigits }
        let zeros = repeatElement(UInt8(ascii: "0"), count: 7 - digits.count)
        rawValue = String(decoding: zeros + digits, as: UTF8.self)
    }
}

/// Why a text is not a teacher reference number.
package enum TRNProblem: Error, Hashable, CaseIterable {
    case missing
    case tooFewDigits
    case tooManyDigits
}

extension TRN: Comparable {
    package static func < (one: TRN, other: TRN) -> Bool {
        one.rawValue < other.rawValue
    }
}

extension TRN: WrittenAsText {
    package static var nameOfText: String { "a TRN of seven digits" }

    package init?(written text: String) {
        self.init(exactly: text)
    }

    package var written: String { rawValue }
}

extension TRN: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "TRN(•••••\(rawValue.suffix(2)))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
