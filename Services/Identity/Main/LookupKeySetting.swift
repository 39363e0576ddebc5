import Bootstrap
import IdentityProof

/// The secret with which importers make digests: the first key of the setting. `serve` needs none, because it only ever
/// sees digests.
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
