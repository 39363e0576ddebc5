extension Instant {
    /// Reads RFC 3339: with or without a fraction of a second, in UTC or with an offset.
    ///
    /// Digits finer than a millisecond are cut off.
    package init?(rfc3339 text: String) {
        var reader = ASCIIReader(text.utf8.makeIterator())
        guard
            let date = CalendarDate(from: &reader), reader.take("T") || reader.take("t"),
            let seconds = Self.takeTimeOfDay(from: &reader),
            let milliseconds = Self.takeMilliseconds(from: &reader),
            let offset = Self.takeOffsetInMinutes(from: &reader), reader.isAtEnd
        else { return nil }
        self.init(
            millisecondsSinceEpoch: (date.daysSinceEpoch * 86_400 + seconds - offset * 60) * 1_000 + milliseconds)
    }

    /// Takes a time of day such as `08:30:00` and returns the seconds since midnight.
    ///
    /// A leap second counts as the first second of the next minute.
    private static func takeTimeOfDay(from reader: inout ASCIIReader<some IteratorProtocol<UInt8>>) -> Int? {
        guard
            let hour = reader.takeNumber(width: 2), hour < 24, reader.take(":"),
            let minute = reader.takeNumber(width: 2), minute < 60, reader.take(":"),
            let second = reader.takeNumber(width: 2), second <= 60
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }

    /// Takes a fraction such as `.123456` and returns its milliseconds; zero if there is no fraction.
    private static func takeMilliseconds(from reader: inout ASCIIReader<some IteratorProtocol<UInt8>>) -> Int? {
        guard reader.take(".") else { return 0 }
        guard let first = reader.takeDigit() else { return nil }
        let milliseconds = first * 100 + (reader.takeDigit() ?? 0) * 10 + (reader.takeDigit() ?? 0)
        while reader.takeDigit() != nil {}
        return milliseconds
    }

    /// Takes an offset such as `Z` or `+01:00` and returns the minutes east of UTC.
    private static func takeOffsetInMinutes(from reader: inout ASCIIReader<some IteratorProtocol<UInt8>>) -> Int? {
        if reader.take("Z") || reader.take("z") { return 0 }
        let isWest = reader.take("-")
        guard
            isWest || reader.take("+"),
            let hours = reader.takeNumber(width: 2), hours < 24, reader.take(":"),
            let minutes = reader.takeNumber(width: 2), minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }

    /// `2026-09-01T08:30:00.123Z`.
    package var rfc3339: String { String(decoding: rfc3339UTF8, as: UTF8.self) }

    /// The UTF-8 of ``rfc3339``.
    package var rfc3339UTF8: [UInt8] {
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
        return text
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
