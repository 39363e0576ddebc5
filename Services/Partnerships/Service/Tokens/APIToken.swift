import Crypto

/// A bearer token. It is shown once, when it is made; what is kept is its digest.
enum APIToken {
    /// No digit or letter that could be taken for another.
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

    /// 32 characters, some 187 bits of chance.
    static func generate(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<32).compactMap { _ in alphabet.randomElement(using: &generator) })
    }

    static func digest(of token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }
}
