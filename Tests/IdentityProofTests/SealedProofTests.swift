import Crypto
import Foundation
import IdentityProof
import Testing

@Suite("Sealed proofs")
struct SealedProofTests {
    private let pair = ProofKeyPair()

    @Test func `a proof opens for the command that it was sealed for`() throws {
        let proof = ClearProof(dateOfBirth: "1999-01-31", nationalInsuranceNumber: "AB123456C")
        let sealed = try sealer().seal(proof, commandID: "command-1")

        #expect(try opener().open(sealed, commandID: "command-1") == proof)
    }

    @Test func `a proof that another HPKE library sealed opens`() throws {
        let opener = try ProofOpener(keys: ["2026": Array(1...32)])
        let sealed = SealedProof(
            keyID: "2026",
            encapsulatedKey: "p4V3wXaLtHvzAm1FTIEue9vjKb8Rh8Zzq9AYF2mzgko=",
            ciphertext: "+M6Lck2vvtLuRcLWHGY1Ce3BeDPSTc32ULkkuwen94FFZ3YzFCVMLhfUGzNnrxQ8OfD6b0UeYWzxkJ0z220LmC1s"
                + "WrIpWDEhx+mM3IPA+kSFng==")

        #expect(
            try opener.open(sealed, commandID: "command-1")
                == ClearProof(dateOfBirth: "1999-01-31", nationalInsuranceNumber: "AB123456C"))
    }

    @Test func `a proof does not open for another command, by another key or after a change`() throws {
        let sealed = try sealer().seal(ClearProof(dateOfBirth: "1999-01-31"), commandID: "command-1")
        let stranger = try ProofOpener(keys: ["2026": ProofKeyPair().privateKey])
        var changed = sealed
        var bytes = [UInt8](try #require(Data(base64Encoded: sealed.ciphertext)))
        bytes[3] ^= 1
        changed.ciphertext = Data(bytes).base64EncodedString()

        #expect(throws: ProofProblem.notOpened) { try opener().open(sealed, commandID: "command-2") }
        #expect(throws: ProofProblem.notOpened) { try stranger.open(sealed, commandID: "command-1") }
        #expect(throws: ProofProblem.notOpened) { try opener().open(changed, commandID: "command-1") }
    }

    @Test(
        arguments: [
            ("other", "k", "c", ProofProblem.unknownKey), ("", "k", "c", .unknownKey), ("2026", "?", "c", .malformed),
            ("2026", "", "", .malformed), ("2026", "k", "AAAA", .malformed),
            ("2026", String(repeating: "A", count: 1_000_000), "c", .malformed),
            ("2026", "zero", "c", .notOpened), ("2026", "k", String(repeating: "A", count: 1_000_000), .malformed),
        ])
    func `hostile text is refused`(_ keyID: String, _ key: String, _ ciphertext: String, _ problem: ProofProblem) throws
    {
        let valid = try sealer().seal(ClearProof(dateOfBirth: "1999-01-31"), commandID: "command-1")
        let zero = Data(count: 32).base64EncodedString()
        let sealed = SealedProof(
            keyID: keyID, encapsulatedKey: key == "k" ? valid.encapsulatedKey : key == "zero" ? zero : key,
            ciphertext: ciphertext == "c" ? valid.ciphertext : ciphertext)

        #expect(throws: problem) { try opener().open(sealed, commandID: "command-1") }
    }

    @Test(arguments: ["not JSON", "{}", "[]", #"{"dateOfBirth":7}"#, #"{"dateOfBirth":null}"#])
    func `what opens and is no proof is refused`(_ plaintext: String) throws {
        var sender = try HPKE.Sender(
            recipientKey: try Curve25519.KeyAgreement.PublicKey(rawRepresentation: pair.publicKey),
            ciphersuite: HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256),
            info: Data("register-early-career-teachers/identity-proof/v1".utf8))
        let ciphertext = try sender.seal(Data(plaintext.utf8), authenticating: Data("command-1".utf8))
        let sealed = SealedProof(
            keyID: "2026", encapsulatedKey: sender.encapsulatedKey.base64EncodedString(),
            ciphertext: ciphertext.base64EncodedString())

        #expect(throws: ProofProblem.noProof) { try opener().open(sealed, commandID: "command-1") }
    }

    @Test func `a key of the wrong length is named by its id`() {
        #expect(throws: ProofKeyProblem.self) { try ProofOpener(keys: ["2026": [1, 2, 3]]) }
        #expect(throws: ProofKeyProblem.self) { try ProofSealer(publicKey: [UInt8](), keyID: "2026") }
    }

    @Test func `an open proof does not print`() {
        let proof = ClearProof(dateOfBirth: "1999-01-31")
        #expect("\(proof)" == "[personal]" && String(reflecting: proof) == "[personal]")
    }

    private func sealer() throws -> ProofSealer {
        try ProofSealer(publicKey: pair.publicKey, keyID: "2026")
    }

    private func opener() throws -> ProofOpener {
        try ProofOpener(keys: ["2026": pair.privateKey])
    }
}
