import Crypto
import Foundation
package import Vocabulary

/// The secret that turns dates of birth and national insurance numbers into digests that can be compared but not
/// guessed.
///
/// It is shared only among those who see the clear values first.
package struct LookupKey: Sendable {
    private let key: SymmetricKey
    /// An id that the same key has wherever it is read. 32 bits of an HMAC reveal nothing of a key of 256 bits.
    package let id: LookupKeyID

    package init(bytes: some Collection<UInt8>) throws(LookupKeyProblem) {
        guard bytes.count == Self.byteCount else { throw .notThirtyTwoBytes }
        key = SymmetricKey(data: Array(bytes))
        let code = HMAC<SHA256>.authenticationCode(for: Array("lookup key id".utf8), using: key)
        id = LookupKeyID(code.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// Reads the text of a secret file; white space in it does not count.
    package init(base64 text: String) throws(LookupKeyProblem) {
        guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }) else { throw .notBase64 }
        try self.init(bytes: data)
    }

    package func digest(dateOfBirth: CalendarDate, of trn: TRN) -> IdentityDigest {
        digest(of: "\(trn.rawValue):\(dateOfBirth.iso)")
    }

    package func digest(nationalInsuranceNumber: NationalInsuranceNumber, of trn: TRN) -> IdentityDigest {
        digest(of: "\(trn.rawValue):\(nationalInsuranceNumber.normalised)")
    }

    private func digest(of text: String) -> IdentityDigest {
        IdentityDigest(sha256: HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    package static let byteCount = 32
}

/// Why a text is not a lookup key.
package enum LookupKeyProblem: Error, Hashable, CaseIterable {
    case notBase64
    case notThirtyTwoBytes
}

extension LookupKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "[secret]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension IdentityDigest {
    fileprivate init(sha256 code: HashedAuthenticationCode<SHA256>) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for (index, byte) in code.enumerated() {
            switch index / 8 {
            case 0: words.0 = words.0 << 8 | UInt64(byte)
            case 1: words.1 = words.1 << 8 | UInt64(byte)
            case 2: words.2 = words.2 << 8 | UInt64(byte)
            default: words.3 = words.3 << 8 | UInt64(byte)
            }
        }
        self.init(words: words)
    }
}
