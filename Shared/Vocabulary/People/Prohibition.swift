/// A prohibition from teaching.
package struct Prohibition: Hashable, Codable, Sendable {
    /// The day from which it no longer holds; absent where it has no end, or none that can be read.
    package var endsOn: CalendarDate?

    package init(endsOn: CalendarDate? = nil) {
        self.endsOn = endsOn
    }

    /// An end that is no date ends nothing: who is prohibited stays so until the record is mended.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            endsOn = try container.decodeIfPresent(CalendarDate.self, forKey: .endsOn)
        } catch is DecodingError {
            endsOn = nil
        }
    }

    /// It ends with the day before `endsOn`.
    package func isInForce(on day: CalendarDate) -> Bool {
        endsOn.map { day < $0 } ?? true
    }
}
