/// A prohibition from teaching.
package struct Prohibition: Hashable, Codable, Sendable {
    /// The day from which it no longer holds; absent where it has no end.
    package var endsOn: CalendarDate?

    package init(endsOn: CalendarDate? = nil) {
        self.endsOn = endsOn
    }

    /// It ends with the day before `endsOn`.
    package func isInForce(on day: CalendarDate) -> Bool {
        endsOn.map { day < $0 } ?? true
    }
}
