package import Foundation

/// A moment to the millisecond in the years 1 to 9999, written in UTC: `2026-09-01T08:30:00.123Z`.
///
/// It has only the precision of its written form, so that an instant is equal to itself after encoding to JSON and
/// back.
package struct Instant: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, negative before it.
    package let millisecondsSinceEpoch: Int

    package init(millisecondsSinceEpoch: Int) {
        self.millisecondsSinceEpoch = min(max(millisecondsSinceEpoch, Self.first), Self.last)
    }

    /// The nearest millisecond to a date.
    package init(_ date: Date) {
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        // `Int(exactly:)` is nil for a value that is not a number or not finite, which no clock returns.
        let whole = Int(exactly: milliseconds) ?? (milliseconds < 0 ? Self.first : Self.last)
        self.init(millisecondsSinceEpoch: whole)
    }

    package var date: Date { Date(timeIntervalSince1970: Double(millisecondsSinceEpoch) / 1_000) }

    private static let first = -62_135_596_800_000
    private static let last = 253_402_300_799_999
}

extension Instant: Comparable {
    package static func < (one: Instant, other: Instant) -> Bool {
        one.millisecondsSinceEpoch < other.millisecondsSinceEpoch
    }
}

extension Int {
    /// Division that rounds towards the past, so that a moment before 1970 falls into its own day.
    func flooredDivision(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
