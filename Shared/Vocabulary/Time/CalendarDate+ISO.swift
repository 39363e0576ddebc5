extension CalendarDate {
    /// Reads `2026-09-01` and nothing else.
    package init?(iso text: String) {
        self.init(iso: text.utf8)
    }

    init?(iso text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard
            parts.map(\.count) == [4, 2, 2],
            let year = parts[0].decimalValue, let month = parts[1].decimalValue, let day = parts[2].decimalValue
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
