/// A word from a list that may grow, as it was read: a word that this version knows, or one that only a newer writer
/// knows.
///
/// An unknown word is written again as it was read, so that a copy loses nothing. Code that switches over the word
/// decides first how to treat an unknown one: ``known`` is for code that can go on without it, ``understood(as:)`` for
/// code that would act wrongly.
package enum OpenWord<Word>: Hashable, Sendable
where Word: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    case known(Word)
    case unknown(String)

    /// The word, or nil if this version does not know it.
    package var known: Word? {
        guard case .known(let word) = self else { return nil }
        return word
    }

    /// Returns the word, for code that must not act without understanding it.
    ///
    /// - Parameter field: the path of the word in its document: `training.programme`.
    /// - Throws: ``UnknownWord``.
    package func understood(as field: String) throws(UnknownWord) -> Word {
        guard let known else { throw UnknownWord(field: field, known: Word.allCases.map(\.rawValue)) }
        return known
    }
}

extension OpenWord: RawRepresentable, Codable {
    package init(rawValue: String) {
        self = Word(rawValue: rawValue).map { .known($0) } ?? .unknown(rawValue)
    }

    package var rawValue: String {
        switch self {
        case .known(let word): word.rawValue
        case .unknown(let text): text
        }
    }
}

/// The error for a word that only a newer writer knows, where this version would act wrongly without understanding it.
///
/// It names the field and never the word, which anybody may have written.
package struct UnknownWord: Error, Hashable, CustomStringConvertible {
    package let field: String
    package let known: [String]

    package init(field: String, known: [String]) {
        self.field = field
        self.known = known
    }

    package var description: String {
        """
        \(field) has a word that this version does not know; it knows \(known.joined(separator: ", ")). Deploy the version \
        that knows it, then replay
        """
    }
}
