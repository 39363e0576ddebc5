extension Instant {
    /// Reads RFC 3339: with or without a fraction of a second, in UTC or with an offset.
    ///
    /// What is finer than a millisecond is cut off.
    package init?(rfc3339 text: String) {
        var rest = Array(text.utf8)[...]
        guard
            let date = CalendarDate(iso: rest.prefix(10)),
            let separator = rest.dropFirst(10).first, separator | 0x20 == UInt8(ascii: "t")
        else { return nil }
        rest = rest.dropFirst(11)
        guard
            let time = Self.takeTimeOfDay(from: &rest),
            let fraction = Self.takeMilliseconds(from: &rest),
            let offset = Self.offsetInMinutes(rest)
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + time - offset * 60
        self.init(millisecondsSinceEpoch: seconds * 1_000 + fraction)
    }

    /// Seconds since midnight of `08:30:00`.
    ///
    /// A leap second counts as the first second of the next minute.
    private static func takeTimeOfDay(from rest: inout ArraySlice<UInt8>) -> Int? {
        let parts = rest.prefix(8).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard
            parts.map(\.count) == [2, 2, 2],
            let hour = parts[0].decimalValue, hour < 24,
            let minute = parts[1].decimalValue, minute < 60,
            let second = parts[2].decimalValue, second <= 60
        else { return nil }
        rest = rest.dropFirst(8)
        return (hour * 60 + minute) * 60 + second
    }

    /// Milliseconds of `.123456`; zero where there is no fraction.
    private static func takeMilliseconds(from rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return 0 }
        let digits = rest.dropFirst().prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(1 + digits.count)
        return (Array(digits.prefix(3)) + [0x30, 0x30]).prefix(3).decimalValue
    }

    /// Minutes east of UTC of `Z` or `+01:00`.
    private static func offsetInMinutes(_ rest: ArraySlice<UInt8>) -> Int? {
        guard let sign = rest.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z"), rest.count == 1 { return 0 }
        let parts = rest.dropFirst().split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard
            sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), parts.map(\.count) == [2, 2],
            let hours = parts[0].decimalValue, hours < 24, let minutes = parts[1].decimalValue, minutes < 60
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// `2026-09-01T08:30:00.123Z`.
    package var rfc3339: String {
        let days = millisecondsSinceEpoch.flooredDivision(by: 86_400_000)
        let time = millisecondsSinceEpoch - days * 86_400_000
        var text: [UInt8] = []
        text.reserveCapacity(24)
        CalendarDate(daysSinceEpoch: days).appendISO(to: &text)
        text.append(UInt8(ascii: "T"))
        text.append(decimal: time / 3_600_000, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time / 60_000 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(decimal: time / 1_000 % 60, width: 2)
        text.append(UInt8(ascii: "."))
        text.append(decimal: time % 1_000, width: 3)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }
}

extension Instant: CustomStringConvertible {
    package var description: String { rfc3339 }
}

extension Instant: WrittenAsText {
    package static var nameOfText: String { "an instant like 2026-09-01T08:30:00.123Z" }

    package init?(written text: String) {
        self.init(rfc3339: text)
    }

    package var written: String { rfc3339 }
}
