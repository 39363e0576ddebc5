import Crypto

/// A new pair of keys for sealing and opening proofs, as raw bytes.
package struct ProofKeyPair: Sendable {
    package let privateKey: [UInt8]
    package let publicKey: [UInt8]

    package init() {
        let key = Curve25519.KeyAgreement.PrivateKey()
        privateKey = Array(key.rawRepresentation)
        publicKey = Array(key.publicKey.rawRepresentation)
    }
}
