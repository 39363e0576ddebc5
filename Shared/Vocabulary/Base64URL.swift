/// Base64 with the alphabet for URLs and without padding (RFC 4648, section 5).
package enum Base64URL {
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(letter(UInt8(truncatingIfNeeded: bits >> UInt32(count)) & 0x3F))
            }
        }
        if count > 0 {
            text.append(letter(UInt8(truncatingIfNeeded: bits << UInt32(6 - count)) & 0x3F))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes text. Returns nil for padding, for any other character that is not in the alphabet, and for leftover
    /// bits that are not zero: every value has one text.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        return decode(text) { bytes.append($0) } ? bytes : nil
    }

    /// Decodes text byte by byte. Returns false if the text is invalid, whatever bytes `tell` has received by then.
    static func decode(_ text: some Collection<UInt8>, _ tell: (UInt8) -> Void) -> Bool {
        guard text.count % 4 != 1 else { return false }
        let values = values
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            let value = values[Int(character)]
            guard value != noValue else { return false }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                tell(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bits & ((1 << UInt32(count)) - 1) == 0
    }

    private static func letter(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    private static let noValue: UInt8 = 0xFF

    /// The value of each of the 256 bytes. Letters of a digest are random, so a processor cannot foresee branches.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: noValue, count: 256)
        for value in 0..<UInt8(64) { values[Int(letter(value))] = value }
        return values
    }()
}
