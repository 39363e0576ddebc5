package import Foundation

extension UUID {
    /// Returns a UUID that sorts by the millisecond in which it was created (RFC 9562, version 7).
    package static func version7(
        at date: Date,
        using generator: inout some RandomNumberGenerator
    ) -> UUID {
        let (high, low) = words(at: date, using: &generator)
        return UUID(high: high, low: low)
    }

    /// Returns a version 7 UUID of this moment, with the system's random numbers.
    package static func version7() -> UUID {
        var generator = SystemRandomNumberGenerator()
        return version7(at: Date(), using: &generator)
    }

    /// Returns ascending version 7 UUIDs of one moment. The first one is random, and each is followed by the next
    /// number (RFC 9562, section 6.2, method 2), so whoever knows one can guess the others.
    package static func version7(
        _ count: Int,
        at date: Date,
        using generator: inout some RandomNumberGenerator
    ) -> [UUID] {
        let (high, low) = words(at: date, using: &generator)
        // The first random bit is left free for the carry.
        let first = low & ~(1 << 61)
        return (0..<count).map { UUID(high: high, low: first &+ UInt64(truncatingIfNeeded: $0)) }
    }

    /// Returns ascending version 7 UUIDs of this moment, with one draw of the system's random numbers.
    package static func version7(_ count: Int) -> [UUID] {
        var generator = SystemRandomNumberGenerator()
        return version7(count, at: Date(), using: &generator)
    }

    private static func words(
        at date: Date, using generator: inout some RandomNumberGenerator
    ) -> (high: UInt64, low: UInt64) {
        let milliseconds = UInt64(max(Instant(date).millisecondsSinceEpoch, 0)) & 0xFFFF_FFFF_FFFF
        return (
            high: milliseconds << 16 | 0x7000 | generator.next() & 0xFFF,
            low: 0x8000_0000_0000_0000 | generator.next() >> 2
        )
    }

    private init(high: UInt64, low: UInt64) {
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
            UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
        }
        self.init(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }
}
