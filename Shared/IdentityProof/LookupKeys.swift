import Vocabulary

/// The lookup key in use, and earlier keys that must still be understood.
///
/// While a key is being replaced, persons are known under the old key and the new one. A service that makes digests of
/// what TRS says uses the current key. A service that asks sends digests under every key.
package struct LookupKeys: Sendable {
    package let current: LookupKey
    package let earlier: [LookupKey]

    package init(current: LookupKey, earlier: [LookupKey] = []) {
        self.current = current
        self.earlier = earlier
    }

    /// Reads the text of a secret file: keys in base64, separated by commas, the current one first.
    package init(base64 text: String) throws(LookupKeyProblem) {
        var keys: [LookupKey] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            keys.append(try LookupKey(base64: String(part)))
        }
        guard let current = keys.first else { throw .notThirtyTwoBytes }
        self.init(current: current, earlier: Array(keys.dropFirst()))
    }

    /// What a text must be; for messages about settings.
    package static let form = """
        32 bytes in base64, as openssl rand -base64 32 prints them, with earlier keys after it, separated by commas
        """
}
