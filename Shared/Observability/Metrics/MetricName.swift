/// Names as Prometheus allows them.
enum MetricName {
    /// Replaces every character that is not allowed with an underscore.
    static func sanitised(_ name: String) -> String {
        let isClean = name.utf8.allSatisfy(isAllowed) && name.utf8.first.map { !isDigit($0) } ?? false
        guard !isClean else { return name }
        let bytes = name.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.first.map(isDigit) ?? true ? "_" + text : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
