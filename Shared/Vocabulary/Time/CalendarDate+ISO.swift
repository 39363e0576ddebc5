extension CalendarDate {
    /// Reads `2026-09-01` and nothing else.
    package init?(iso text: String) {
        var reader = ASCIIReader(text.utf8.makeIterator())
        self.init(from: &reader)
        guard reader.isAtEnd else { return nil }
    }

    /// Takes a date and leaves the text that follows it.
    init?(from reader: inout ASCIIReader<some IteratorProtocol<UInt8>>) {
        guard
            let year = reader.takeNumber(width: 4), reader.take("-"),
            let month = reader.takeNumber(width: 2), reader.take("-"),
            let day = reader.takeNumber(width: 2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// `2026-09-01`.
    package var iso: String {
        var text: [UInt8] = []
        text.reserveCapacity(10)
        appendISO(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func appendISO(to text: inout [UInt8]) {
        text.append(decimal: year, width: 4)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: month, width: 2)
        text.append(UInt8(ascii: "-"))
        text.append(decimal: day, width: 2)
    }
}

extension CalendarDate: CustomStringConvertible {
    package var description: String { iso }
}

extension CalendarDate: WrittenAsText {
    package static var nameOfText: String { "a date like 2026-09-01" }

    package init?(written text: String) {
        self.init(iso: text)
    }

    package var written: String { iso }
}
