import Foundation
package import Vocabulary

/// A change of the name under which a teacher is shown.
package struct NameChange: Hashable, Sendable {
    package let previous: String
    package let new: PersonName

    package init(from previous: String, to new: PersonName) {
        self.previous = previous
        self.new = new
    }

    /// Whether both the first and the last word differ, in which case this may be another person.
    ///
    /// Marriage or a typing error usually leaves one of the two words unchanged. In a name of one word, that word is
    /// both the first and the last.
    package var isSignificant: Bool {
        let (before, after) = (words(of: previous), words(of: new.rawValue))
        return before.first != after.first && before.last != after.last
    }

    private func words(of name: String) -> [String] {
        name.split(whereSeparator: \.isWhitespace).map { folded($0) }
    }
}

/// Returns a word of a name without case, accents and punctuation, so that only different letters make a different
/// word.
private func folded(_ word: Substring) -> String {
    let letters = word.lowercased().unicodeScalars.reduce(into: "") { text, scalar in
        text += spelledOut[scalar] ?? String(scalar)
    }
    let plain = letters.decomposedStringWithCompatibilityMapping.unicodeScalars.filter { scalar in
        "a"..."z" ~= scalar || "0"..."9" ~= scalar
    }
    // A name in another script contains none of these letters and is compared as it is.
    return plain.isEmpty ? word.lowercased() : String(String.UnicodeScalarView(plain))
}

/// Letters of Latin scripts that are not another letter with an accent.
private let spelledOut: [Unicode.Scalar: String] = [
    "æ": "ae", "œ": "oe", "ø": "o", "å": "a", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i", "ħ": "h",
    "ŋ": "ng", "ŧ": "t",
]
