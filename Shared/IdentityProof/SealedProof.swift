import Crypto
import Foundation

/// A sealed identity proof as it is sent: texts that anyone may have written.
package struct SealedProof: Hashable, Sendable {
    package var keyID: String
    /// Base64 of 32 bytes.
    package var encapsulatedKey: String
    /// Base64 of the cipher text with its tag.
    package var ciphertext: String

    package init(keyID: String, encapsulatedKey: String, ciphertext: String) {
        self.keyID = keyID
        self.encapsulatedKey = encapsulatedKey
        self.ciphertext = ciphertext
    }
}

/// What a school knows of a person, in clear text, as it was typed.
///
/// It is checked, digested and discarded.
package struct ClearProof: Hashable, Codable, Sendable {
    package var dateOfBirth: String?
    package var nationalInsuranceNumber: String?

    package init(dateOfBirth: String? = nil, nationalInsuranceNumber: String? = nil) {
        self.dateOfBirth = dateOfBirth
        self.nationalInsuranceNumber = nationalInsuranceNumber
    }
}

extension ClearProof: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[personal]" }
    package var debugDescription: String { "[personal]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a proof could not be opened.
///
/// No case says what is inside.
package enum ProofProblem: String, Error, Hashable, CaseIterable {
    /// The key id names no key that is in use.
    case unknownKey = "unknown-key"
    /// The encapsulated key or the cipher text is not base64 of a possible length.
    case malformed
    /// Sealed to another key or for another command, or changed on its way.
    case notOpened = "not-opened"
    /// Opened, but not JSON with a date of birth or a national insurance number.
    case noProof = "no-proof"
}

/// The parameters that sealing and opening must agree on.
enum ProofSuite {
    static let ciphersuite = HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    static let info = Data("register-early-career-teachers/identity-proof/v1".utf8)
}
