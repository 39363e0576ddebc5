/// A line of JSON under construction, with its members in the order in which they are added.
struct LogLine {
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// The complete line, with its end.
    var finished: [UInt8] { bytes + Array("}\n".utf8) }

    mutating func add(_ key: String, _ value: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        appendText(key, limit: 64)
        bytes.append(UInt8(ascii: ":"))
        appendText(value, limit: LogLine.longestValue)
    }

    /// A value longer than this many bytes is cut: people read these lines, and pipes write 4 KiB at once.
    static let longestValue = 1_024

    private mutating func appendText(_ text: String, limit: Int) {
        bytes.append(UInt8(ascii: "\""))
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                bytes += Array("…".utf8)
                break
            }
            count += UTF8.width(scalar)
            append(scalar)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += Array("\\\"".utf8)
        case "\\": bytes += Array("\\\\".utf8)
        case "\n": bytes += Array("\\n".utf8)
        case "\r": bytes += Array("\\r".utf8)
        case "\t": bytes += Array("\\t".utf8)
        case "\u{0}"..<"\u{20}", "\u{7F}", "\u{2028}", "\u{2029}":
            let digits = String(scalar.value, radix: 16)
            bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        default: bytes += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
