package import Vocabulary

/// When no school may register teachers: between two intakes, while the new one is prepared.
package struct RegistrationClosures: Hashable, Sendable {
    package static let never = RegistrationClosures(periods: [])

    private let periods: [DatePeriod]

    private init(periods: [DatePeriod]) {
        self.periods = periods
    }

    /// Reads first and last days, as in `2026-06-01/2026-06-14`, several with commas between them. Nil for anything else.
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

    /// The day on which schools may register again, or nil where they may on this one.
    package func reopening(after today: CalendarDate) -> CalendarDate? {
        var day = today
        // Periods may follow each other without a day between them.
        while let last = periods.filter({ $0.contains(day) }).compactMap(\.finishedOn).max() {
            let next = last.adding(days: 1)
            // The calendar ends, and with it the search.
            guard next > last else { return last }
            day = next
        }
        return day == today ? nil : day
    }
}
