/// A date of birth, a national insurance number, or both, sealed with HPKE to registration's public key.
///
/// Base mode of RFC 9180 with X25519, HKDF-SHA256 and AES-256-GCM; `info` is
/// `register-early-career-teachers/identity-proof/v1`, the associated data is the command id, and the plain text is
/// JSON: `{"dateOfBirth":"1999-01-31","nationalInsuranceNumber":"QQ123456C"}` with at least one of the two.
package struct SealedIdentityProof: Hashable, Codable, Sendable {
    /// Which of registration's keys was used, so that keys can be rotated.
    package var keyID: String
    /// Base64 of the encapsulated key, 32 bytes.
    package var encapsulatedKey: String
    /// Base64 of the cipher text with its tag.
    package var ciphertext: String

    package init(keyID: String, encapsulatedKey: String, ciphertext: String) {
        self.keyID = keyID
        self.encapsulatedKey = encapsulatedKey
        self.ciphertext = ciphertext
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        keyID = fields.written(.keyID) ?? ""
        encapsulatedKey = fields.written(.encapsulatedKey) ?? ""
        ciphertext = fields.written(.ciphertext) ?? ""
    }

    /// The placeholder for a proof that is not even an object.
    static let unreadable = SealedIdentityProof(keyID: "", encapsulatedKey: "", ciphertext: "")
}
