extension Character {
    /// White space, and control characters, which no name or number holds and which PostgreSQL in part refuses.
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

    /// Without blanks at its ends, and with one space for each run of blanks inside.
    var squeezingBlanks: String {
        split(whereSeparator: \.isBlank).joined(separator: " ")
    }
}
