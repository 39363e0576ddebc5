/// The token of an `Authorization` header.
package enum AuthorizationToken {
    /// Reads `Bearer x`, `Token x` and `Token token="x"`, with either word in any case.
    ///
    /// - Returns: The token, or `nil` if the header holds none.
    package static func parse(_ header: String?) -> String? {
        guard let header, header.utf8.count <= 1_024 else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, ["bearer", "token"].contains(parts[0].lowercased()) else { return nil }
        let rest = trimmed(parts[1])
        guard let named = value(of: "token", in: rest) else { return isToken(rest) ? String(rest) : nil }
        return isToken(named) ? String(named) : nil
    }

    /// Returns the value of a parameter in `token="x", nonce="y"`, quoted or not.
    private static func value(of name: String, in parameters: Substring) -> Substring? {
        for parameter in parameters.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let sides = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, trimmed(sides[0]).lowercased() == name else { continue }
            let value = trimmed(sides[1])
            guard value.count >= 2, value.first == "\"", value.last == "\"" else { return value }
            return value.dropFirst().dropLast()
        }
        return nil
    }

    /// Returns whether a text is a token: visible ASCII without quotation marks, commas or semicolons.
    private static func isToken(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"\",;".utf8.contains(byte)
            }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
