/// A word of a list that may grow, as it was read: one that this version knows, or one that only a newer writer does.
///
/// What is not known is written again as it was read, so that a copy loses nothing. Whoever switches over the word decides
/// first what an unknown one means to it: ``known`` for those who can go on without, ``understood(as:)`` for those who
/// would act wrongly.
package enum OpenWord<Word>: Hashable, Sendable
where Word: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    case known(Word)
    case unknown(String)

    /// The word, or nothing where this version does not know it.
    package var known: Word? {
        guard case .known(let word) = self else { return nil }
        return word
    }

    /// The word, for those who must not act without understanding it.
    ///
    /// - Parameter field: where it stands in its document: `training.programme`.
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

/// A word that a newer writer has, where this version would act wrongly without understanding it.
///
/// Names the field and never the word, which anybody may have written.
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
