package import Foundation

extension UUID {
    /// Returns a UUID that sorts by the millisecond in which it was created (RFC 9562, version 7).
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

    /// Returns a version 7 UUID of this moment, with the system's random numbers.
    package static func version7() -> UUID {
        var generator = SystemRandomNumberGenerator()
        return version7(at: Date(), using: &generator)
    }
}
