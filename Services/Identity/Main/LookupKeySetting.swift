import Bootstrap
import IdentityProof

/// The secret that importers digest with. `serve` needs none: it only ever sees digests.
let lookupKeySetting = Setting<LookupKey>(
    "LOOKUP_KEY",
    "The key shared by those who digest dates of birth and national insurance numbers: 32 bytes in base64.",
    isSecret: true
) { text throws(Setting<LookupKey>.Malformed) in
    do {
        return try LookupKey(base64: text)
    } catch {
        throw Setting<LookupKey>.Malformed(mustBe: "32 bytes in base64, as openssl rand -base64 32 prints them")
    }
}
