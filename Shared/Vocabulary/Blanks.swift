extension Character {
    /// Whether the character is white space or a control character. No name or number contains control characters, and
    /// PostgreSQL refuses some of them.
    var isBlank: Bool {
        isWhitespace || unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}

extension StringProtocol {
    var trimmingBlanks: SubSequence {
        guard
            let first = firstIndex(where: { !$0.isBlank }),
            let last = lastIndex(where: { !$0.isBlank })
        else { return self[endIndex..<endIndex] }
        return self[first...last]
    }

    /// The text without blanks at its ends, and with one space for each run of blanks inside.
    var squeezingBlanks: String {
        split(whereSeparator: \.isBlank).joined(separator: " ")
    }
}
