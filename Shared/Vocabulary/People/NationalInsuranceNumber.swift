/// A national insurance number in its only normal form, `QQ123456C`.
///
/// It is only compared and then discarded: it has no JSON form and is never printed.
package struct NationalInsuranceNumber: Hashable, Sendable {
    package let normalised: String

    /// Parses what a person typed. Case and blanks are ignored.
    package init(parsing text: String) throws(NationalInsuranceNumberProblem) {
        let characters = text.filter { !$0.isBlank }
        guard !characters.isEmpty else { throw .missing }
        let candidate = Array(characters.utf8).map { $0.isLetter ? $0 & 0xDF : $0 }
        guard Self.isWellFormed(candidate) else { throw .wrongFormat }
        normalised = String(decoding: candidate, as: UTF8.self)
    }

    private static func isWellFormed(_ candidate: [UInt8]) -> Bool {
        guard candidate.count == 9, let first = candidate.first, let last = candidate.last else { return false }
        let second = candidate[1]
        return first.isLetter && second.isLetter
            && candidate[2...7].allSatisfy(\.isDigit)
            && "ABCD".utf8.contains(last)
            && !"DFIQUV".utf8.contains(first)
            && !"DFIOQUV".utf8.contains(second)
            && !prefixesNeverIssued.contains(String(decoding: candidate.prefix(2), as: UTF8.self))
    }

    private static let prefixesNeverIssued: Set = ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"]
}

/// Why a text is not a national insurance number.
package enum NationalInsuranceNumberProblem: Error, Hashable, CaseIterable {
    case missing
    case wrongFormat
}

extension NationalInsuranceNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
