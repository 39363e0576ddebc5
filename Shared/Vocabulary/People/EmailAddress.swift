/// An e-mail address that GOV.UK Notify would accept.
///
/// Two addresses that differ only in case are equal.
package struct EmailAddress: Sendable {
    /// The address as it was written, without blanks around it.
    package let rawValue: String

    package init(parsing text: String) throws(EmailAddressProblem) {
        try self.init(text, localPunctuation: Self.localPunctuation)
    }

    /// Reads an address that was accepted before. Earlier versions accepted a backslash, which Notify refuses.
    package init(accepted text: String) throws(EmailAddressProblem) {
        try self.init(text, localPunctuation: Self.localPunctuation.union("\\".utf8))
    }

    private init(_ text: String, localPunctuation: Set<UInt8>) throws(EmailAddressProblem) {
        let trimmed = text.trimmingBlanks
        guard !trimmed.isEmpty else { throw .missing }
        guard Self.isWellFormed(Array(trimmed.utf8), localPunctuation) else { throw .wrongFormat }
        rawValue = String(trimmed)
    }

    /// The address in lower case, by which addresses are compared.
    package var folded: String { rawValue.lowercased() }
}

/// Why a text is not an e-mail address.
package enum EmailAddressProblem: Error, Hashable, CaseIterable {
    case missing
    case wrongFormat
}

extension EmailAddress: Hashable {
    package static func == (one: EmailAddress, other: EmailAddress) -> Bool {
        one.folded == other.folded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(folded)
    }
}

extension EmailAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension EmailAddress {
    private static func isWellFormed(_ text: [UInt8], _ localPunctuation: Set<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, let local = parts.first, let host = parts.last else { return false }
        return text.count <= 320
            && !local.isEmpty
            && local.allSatisfy { $0.isLetter || $0.isDigit || localPunctuation.contains($0) }
            && !hasTwoDotsInARow(text)
            && isHost(host)
    }

    private static let localPunctuation = Set(".!#$%&'*+/=?^_`{|}~-".utf8)

    private static func hasTwoDotsInARow(_ text: [UInt8]) -> Bool {
        zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".") }
    }

    private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard host.count <= 253, labels.count >= 2, let last = labels.last else { return false }
        return labels.allSatisfy(isLabel) && isTopLevelLabel(last)
    }

    /// Letters and digits with single or double hyphens between them.
    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard 1...63 ~= label.count else { return false }
        let words = label.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let first = words.first, let last = words.last, !first.isEmpty, !last.isEmpty else { return false }
        let hasThreeHyphensInARow = zip(words, words.dropFirst()).contains { $0.isEmpty && $1.isEmpty }
        return !hasThreeHyphensInARow && words.joined().allSatisfy { $0.isLetter || $0.isDigit }
    }

    private static func isTopLevelLabel(_ label: ArraySlice<UInt8>) -> Bool {
        let isInternational = label.map { $0.isLetter ? $0 | 0x20 : $0 }.starts(with: "xn--".utf8)
        return isInternational || (2...63 ~= label.count && label.allSatisfy(\.isLetter))
    }
}
