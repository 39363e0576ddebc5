/// A prohibition from teaching.
package struct Prohibition: Hashable, Codable, Sendable {
    /// The day from which the prohibition no longer holds; absent if it has no end or its end cannot be read.
    package var endsOn: CalendarDate?

    package init(endsOn: CalendarDate? = nil) {
        self.endsOn = endsOn
    }

    /// Decodes a prohibition. An end that is not a date ends nothing: the person stays prohibited until the record is
    /// corrected.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            endsOn = try container.decodeIfPresent(CalendarDate.self, forKey: .endsOn)
        } catch is DecodingError {
            endsOn = nil
        }
    }

    /// Returns whether the prohibition is in force. It ends with the day before `endsOn`.
    package func isInForce(on day: CalendarDate) -> Bool {
        endsOn.map { day < $0 } ?? true
    }
}
