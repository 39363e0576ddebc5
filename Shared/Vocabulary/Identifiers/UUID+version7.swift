package import Foundation

extension UUID {
    /// A UUID that sorts by the millisecond in which it was made (RFC 9562, version 7).
    package static func version7(
        at date: Date,
        using generator: inout some RandomNumberGenerator
    ) -> UUID {
        let milliseconds = UInt64(max(Instant(date).millisecondsSinceEpoch, 0)) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | generator.next() & 0xFFF
        let low = 0x8000_0000_0000_0000 | generator.next() >> 2
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
        }
        return UUID(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }

    /// A version 7 UUID of this moment, with the system's random numbers.
    package static func version7() -> UUID {
        var generator = SystemRandomNumberGenerator()
        return version7(at: Date(), using: &generator)
    }

    /// The UUID in lower case, as all our documents write it.
    package var lowercase: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        withUnsafeBytes(of: uuid) { bytes in
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
                text.append(Self.hexDigit(byte >> 4))
                text.append(Self.hexDigit(byte & 0x0F))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }
}
