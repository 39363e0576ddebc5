/// A name as a person wrote it, with single spaces and nothing else changed.
package struct PersonName: Hashable, Sendable {
    package let rawValue: String

    /// The length of the longest name in Unicode scalars, since one character may contain any number of them.
    package static let maximumLength = 70

    package init(parsing text: String) throws(PersonNameProblem) {
        let squeezed = text.squeezingBlanks
        guard !squeezed.isEmpty else { throw .missing }
        guard squeezed.unicodeScalars.count <= Self.maximumLength else { throw .tooLong }
        rawValue = squeezed
    }

    /// Returns the name to show: the correction, otherwise first and last name as TRS holds them, otherwise the word
    /// `Unknown`.
    ///
    /// TRS writes a lone dot for a part that a person does not have.
    package static func displayName(corrected: String?, first: String?, last: String?) -> String {
        if let corrected = corrected?.squeezingBlanks, !corrected.isEmpty { return corrected }
        let parts = [first, last].compactMap { $0?.squeezingBlanks }.filter { !$0.isEmpty && $0 != "." }
        return parts.isEmpty ? "Unknown" : parts.joined(separator: " ")
    }
}

/// Why a text is not a name.
package enum PersonNameProblem: Error, Hashable, CaseIterable {
    case missing
    case tooLong
}

extension PersonName: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
