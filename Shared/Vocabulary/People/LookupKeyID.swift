/// The name of a lookup key, which reveals nothing about the key: eight hexadecimal digits.
package struct LookupKeyID: Hashable, Sendable {
    package let rawValue: String

    /// Accepts exactly eight hexadecimal digits, with letters in lower case.
    package init?(exactly text: String) {
        let isHexadecimal = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard text.utf8.count == 8, isHexadecimal else { return nil }
        rawValue = text
    }

    package init(_ number: UInt32) {
        let digits = String(number, radix: 16)
        rawValue = String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}

extension LookupKeyID: WrittenAsText {
    package static var nameOfText: String { "the id of a lookup key, of eight hexadecimal digits" }

    package init?(written text: String) {
        self.init(exactly: text)
    }

    package var written: String { rawValue }
}

extension LookupKeyID: CustomStringConvertible {
    package var description: String { rawValue }
}
