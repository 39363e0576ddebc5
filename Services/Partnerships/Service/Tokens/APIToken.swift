import Crypto

/// A bearer token. It is shown once, when it is created; only its digest is stored.
enum APIToken {
    /// The alphabet leaves out a digit and letters that could be mistaken for others.
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

    /// Returns a token of 32 characters, with some 187 random bits.
    static func generate(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<32).compactMap { _ in alphabet.randomElement(using: &generator) })
    }

    static func digest(of token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }
}
