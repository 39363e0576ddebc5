import Bootstrap
import IdentityProof

/// The secret that importers digest with: the first of them. `serve` needs none: it only ever sees digests.
let lookupKeySetting = Setting<LookupKeys>(
    "LOOKUP_KEY",
    """
    The key shared by those who digest dates of birth and national insurance numbers; earlier ones after it, separated by \
    commas, are not used here.
    """,
    isSecret: true
) { text throws(Setting<LookupKeys>.Malformed) in
    do {
        return try LookupKeys(base64: text)
    } catch {
        throw Setting<LookupKeys>.Malformed(mustBe: LookupKeys.form)
    }
}
