import Crypto
import Foundation

/// Opens proofs with registration's private keys.
///
/// Several keys are kept while senders change from one to the next.
package struct ProofOpener: Sendable {
    private let keys: [String: Curve25519.KeyAgreement.PrivateKey]

    /// - Parameter keys: The 32 bytes of each private key, by its id.
    package init(keys: [String: [UInt8]]) throws(ProofKeyProblem) {
        var known: [String: Curve25519.KeyAgreement.PrivateKey] = [:]
        for (keyID, bytes) in keys {
            do {
                known[keyID] = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
            } catch {
                throw ProofKeyProblem(keyID: keyID)
            }
        }
        self.keys = known
    }

    /// Opens a proof that was sealed for exactly this command.
    package func open(_ sealed: SealedProof, commandID: String) throws(ProofProblem) -> ClearProof {
        guard !sealed.encapsulatedKey.isEmpty, !sealed.ciphertext.isEmpty else { throw .malformed }
        guard let key = keys[sealed.keyID] else { throw .unknownKey }
        guard
            sealed.ciphertext.utf8.count <= Self.maximumLength,
            let encapsulatedKey = Data(base64Encoded: sealed.encapsulatedKey), encapsulatedKey.count == 32,
            let ciphertext = Data(base64Encoded: sealed.ciphertext), ciphertext.count > Self.tagLength
        else { throw .malformed }
        return try Self.read(decrypt(ciphertext, encapsulatedKey, key, commandID))
    }

    private func decrypt(
        _ ciphertext: Data,
        _ encapsulatedKey: Data,
        _ key: Curve25519.KeyAgreement.PrivateKey,
        _ commandID: String
    ) throws(ProofProblem) -> Data {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: ProofSuite.ciphersuite, info: ProofSuite.info,
                encapsulatedKey: encapsulatedKey)
            return try recipient.open(ciphertext, authenticating: Data(commandID.utf8))
        } catch {
            throw .notOpened
        }
    }

    private static func read(_ plaintext: Data) throws(ProofProblem) -> ClearProof {
        guard
            let proof = try? JSONDecoder().decode(ClearProof.self, from: plaintext),
            proof.dateOfBirth != nil || proof.nationalInsuranceNumber != nil
        else { throw .noProof }
        return proof
    }

    /// The longest cipher text that is accepted, in characters of base64.
    ///
    /// A proof needs about a hundred.
    private static let maximumLength = 4_096
    private static let tagLength = 16
}
