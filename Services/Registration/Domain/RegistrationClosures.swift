package import Vocabulary

/// The periods in which no school may register teachers: between two intakes, while the new one is prepared.
package struct RegistrationClosures: Hashable, Sendable {
    package static let never = RegistrationClosures(periods: [])

    private let periods: [DatePeriod]

    private init(periods: [DatePeriod]) {
        self.periods = periods
    }

    /// Parses first and last days, as in `2026-06-01/2026-06-14`; several periods are separated by commas. Nil for any
    /// other text.
    package init?(parsing text: String) {
        var periods: [DatePeriod] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let days = part.split(separator: "/", omittingEmptySubsequences: false)
                .map { CalendarDate(iso: $0.filter { !$0.isWhitespace }) }
            guard days.count == 2, let first = days[0], let last = days[1],
                let period = DatePeriod(startedOn: first, finishedOn: last)
            else { return nil }
            periods.append(period)
        }
        self.periods = periods
    }

    /// Returns the day on which schools may register again, or nil if they may register today.
    package func reopening(after today: CalendarDate) -> CalendarDate? {
        var day = today
        // One period may begin on the day after another ends.
        while let last = periods.filter({ $0.contains(day) }).compactMap(\.finishedOn).max() {
            let next = last.adding(days: 1)
            // No day follows the last day of the calendar, so the search ends here.
            guard next > last else { return last }
            day = next
        }
        return day == today ? nil : day
    }
}
