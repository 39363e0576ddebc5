/// A keyed digest of a date of birth or a national insurance number, 32 bytes, written in base64url without padding.
///
/// A comparison always takes the same time, whatever differs.
package struct IdentityDigest: Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The 32 bytes as four words, the first byte being the highest of the first word.
    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// Creates a digest. Returns nil if there are not exactly 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for byte in bytes { Self.shift(byte, into: &words) }
        self.words = words
    }

    private static func shift(_ byte: UInt8, into words: inout (UInt64, UInt64, UInt64, UInt64)) {
        words.0 = words.0 << 8 | words.1 >> 56
        words.1 = words.1 << 8 | words.2 >> 56
        words.2 = words.2 << 8 | words.3 >> 56
        words.3 = words.3 << 8 | UInt64(byte)
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }

    package static let byteCount = 32
}

extension IdentityDigest: Hashable {
    package static func == (one: IdentityDigest, other: IdentityDigest) -> Bool {
        let difference =
            (one.words.0 ^ other.words.0) | (one.words.1 ^ other.words.1)
            | (one.words.2 ^ other.words.2) | (one.words.3 ^ other.words.3)
        return difference == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

extension IdentityDigest: WrittenAsText {
    package static var nameOfText: String { "a digest of 32 bytes in base64url" }

    package init?(written text: String) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        let isWhole = Base64URL.decode(text.utf8) { byte in
            Self.shift(byte, into: &words)
            count += 1
        }
        guard isWhole, count == Self.byteCount else { return nil }
        self.init(words: words)
    }

    package var written: String { Base64URL.encode(bytes) }
}

extension IdentityDigest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[digest]" }
    package var debugDescription: String { "[digest]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
