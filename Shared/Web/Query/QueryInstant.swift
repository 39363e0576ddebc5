package import Foundation
import Vocabulary

/// A date and time in a query, in ISO 8601.
package enum QueryInstant {
    /// Reads `2026-01-31T09:30:00Z` and its variants: seconds and their fraction may be absent, an offset may replace
    /// `Z`, and no zone means UTC.
    ///
    /// A date alone is refused. At most nine digits of a fraction are read; the others are ignored.
    ///
    /// Offsets survive both ways of encoding: a plus sign that became a space, and a value that was encoded twice.
    package static func parse(_ text: String) -> Date? {
        var scanner = Scanner(PercentDecoding.again(text))
        guard let date = scanner.date(), scanner.take(anyOf: "Tt") != nil,
            let hour = scanner.digits(2, in: 0...23), scanner.take(anyOf: ":") != nil,
            let minute = scanner.digits(2, in: 0...59), let second = scanner.optionalSeconds(),
            let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 - offset
        return Date(timeIntervalSince1970: Double(seconds) + second)
    }

    private struct Scanner {
        private var rest: ArraySlice<UInt8>

        init(_ text: String) { rest = Array(text.utf8)[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func date() -> CalendarDate? {
            let text = String(decoding: rest.prefix(10), as: UTF8.self)
            guard let date = CalendarDate(iso: text) else { return nil }
            rest = rest.dropFirst(10)
            return date
        }

        mutating func take(anyOf characters: String) -> UInt8? {
            guard let first = rest.first, characters.utf8.contains(first) else { return nil }
            return rest.popFirst()
        }

        mutating func digits(_ count: Int, in range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy(isDigit),
                let number = Int(String(decoding: digits, as: UTF8.self)), range.contains(number)
            else { return nil }
            rest = rest.dropFirst(count)
            return number
        }

        /// Returns `nil` for a colon without proper seconds after it.
        ///
        /// 60 is a leap second.
        mutating func optionalSeconds() -> Double? {
            guard take(anyOf: ":") != nil else { return 0 }
            guard let whole = digits(2, in: 0...60) else { return nil }
            guard take(anyOf: ".,") != nil else { return Double(whole) }
            let fraction = rest.prefix(while: isDigit)
            guard !fraction.isEmpty, let part = Double("0." + String(decoding: fraction.prefix(9), as: UTF8.self))
            else { return nil }
            rest = rest.dropFirst(fraction.count)
            return Double(whole) + part
        }

        /// Returns the seconds east of UTC.
        mutating func offset() -> Int? {
            guard let sign = take(anyOf: "Zz+- ") else { return isAtEnd ? 0 : nil }
            if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return 0 }
            guard let hours = digits(2, in: 0...14) else { return nil }
            let hasColon = take(anyOf: ":") != nil
            guard hasColon || !isAtEnd else { return hours * (sign == UInt8(ascii: "-") ? -3_600 : 3_600) }
            guard let minutes = digits(2, in: 0...59) else { return nil }
            return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
        }

        private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    }
}
