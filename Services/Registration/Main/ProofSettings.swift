import Bootstrap
import Foundation
import IdentityProof

/// The settings for the keys that proofs of identity need.
enum ProofSettings {
    static let lookupKeys = Setting<LookupKeys>(
        "LOOKUP_KEY",
        """
        The key shared by those who digest dates of birth and national insurance numbers, and after it, separated by commas, \
        earlier ones under which persons are still known.
        """,
        isSecret: true
    ) { text throws(Setting<LookupKeys>.Malformed) in
        do {
            return try LookupKeys(base64: text)
        } catch {
            throw .init(mustBe: LookupKeys.form)
        }
    }

    static let keys = Setting<ProofOpener>(
        "PROOF_KEYS",
        "The private keys that open proofs of identity: a JSON object of key ids and base64, from proof-keys generate.",
        isSecret: true
    ) { text throws(Setting<ProofOpener>.Malformed) in
        guard let keys = keyFile(text) else {
            throw .init(mustBe: "a JSON object such as {\"2026-1\":\"…32 bytes in base64…\"}")
        }
        do {
            return try ProofOpener(keys: keys)
        } catch {
            throw .init(mustBe: "X25519 private keys of 32 bytes in base64")
        }
    }

    static let publicKey = Setting<ProofSealer>(
        "PROOF_PUBLIC_KEY",
        "The public key that proofs are sealed to: a JSON object of one key id and base64, from proof-keys generate."
    ) { text throws(Setting<ProofSealer>.Malformed) in
        guard let keys = keyFile(text), let (id, bytes) = keys.max(by: { $0.key < $1.key }) else {
            throw .init(mustBe: "a JSON object such as {\"2026-1\":\"…32 bytes in base64…\"}")
        }
        do {
            return try ProofSealer(publicKey: bytes, keyID: id)
        } catch {
            throw .init(mustBe: "an X25519 public key of 32 bytes in base64")
        }
    }

    private static func keyFile(_ text: String) -> [String: [UInt8]]? {
        guard let texts = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)) else { return nil }
        let keys = texts.compactMapValues { Data(base64Encoded: $0).map(Array.init) }
        return keys.count == texts.count && !keys.isEmpty ? keys : nil
    }
}
