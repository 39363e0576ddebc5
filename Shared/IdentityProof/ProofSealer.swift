import Crypto
import Foundation

/// Seals proofs to registration's public key, as the systems of schools do.
package struct ProofSealer: Sendable {
    private let publicKey: Curve25519.KeyAgreement.PublicKey
    private let keyID: String

    /// Throws if the key is not the 32 bytes of an X25519 public key.
    package init(publicKey: some Collection<UInt8>, keyID: String) throws(ProofKeyProblem) {
        do {
            self.publicKey = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: Array(publicKey))
        } catch {
            throw ProofKeyProblem(keyID: keyID)
        }
        self.keyID = keyID
    }

    /// Seals a proof so that it opens for this command only.
    package func seal(_ proof: ClearProof, commandID: String) throws -> SealedProof {
        var sender = try HPKE.Sender(
            recipientKey: publicKey, ciphersuite: ProofSuite.ciphersuite, info: ProofSuite.info)
        let ciphertext = try sender.seal(try JSONEncoder().encode(proof), authenticating: Data(commandID.utf8))
        return SealedProof(
            keyID: keyID,
            encapsulatedKey: sender.encapsulatedKey.base64EncodedString(),
            ciphertext: ciphertext.base64EncodedString())
    }
}

/// The error for a key file that does not hold a key.
///
/// Names the key by its id.
package struct ProofKeyProblem: Error, Hashable, CustomStringConvertible {
    package let keyID: String

    package var description: String { "the proof key \(keyID) is not 32 bytes of an X25519 key in base64" }
}
