/// A day of the Gregorian calendar from 0001-01-01 to 9999-12-31, without time or zone; written `2026-09-01`.
///
/// Arithmetic that would leave that range stops at its end.
package struct CalendarDate: Hashable, Sendable {
    /// Days since 1970-01-01, negative before it.
    package let daysSinceEpoch: Int

    package init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = min(max(daysSinceEpoch, Self.firstDay), Self.lastDay)
    }

    /// Creates a date. Returns nil if there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...9999 ~= year, 1...12 ~= month, 1...Self.daysIn(month: month, of: year) ~= day else { return nil }
        self.init(daysSinceEpoch: Self.days(year: year, month: month, day: day))
    }

    package var year: Int { parts.year }
    package var month: Int { parts.month }
    package var day: Int { parts.day }

    private static let firstDay = -719_162
    private static let lastDay = 2_932_896
}

extension CalendarDate: Comparable {
    package static func < (one: CalendarDate, other: CalendarDate) -> Bool {
        one.daysSinceEpoch < other.daysSinceEpoch
    }
}

extension CalendarDate {
    package func adding(days: Int) -> CalendarDate {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return CalendarDate(daysSinceEpoch: overflow ? (days < 0 ? .min : .max) : sum)
    }

    /// Returns the same day of another month, or the last day of that month if it is shorter.
    package func adding(months: Int) -> CalendarDate {
        let start = parts
        let (sum, overflow) = (start.year * 12 + start.month - 1).addingReportingOverflow(months)
        let wanted = overflow ? (months < 0 ? 0 : Int.max) : sum
        guard wanted >= 12 else { return CalendarDate(daysSinceEpoch: .min) }
        guard wanted < 120_000 else { return CalendarDate(daysSinceEpoch: .max) }
        let (year, month) = (wanted / 12, wanted % 12 + 1)
        let day = min(start.day, Self.daysIn(month: month, of: year))
        return CalendarDate(daysSinceEpoch: Self.days(year: year, month: month, day: day))
    }

    package func adding(years: Int) -> CalendarDate {
        let (months, overflow) = years.multipliedReportingOverflow(by: 12)
        return adding(months: overflow ? (years < 0 ? .min : .max) : months)
    }

    /// Returns how many days later the other day is; negative if it is earlier.
    package func days(until other: CalendarDate) -> Int {
        other.daysSinceEpoch - daysSinceEpoch
    }
}

// Days are counted in years that begin in March, so that the leap day is the last day of its year and needs no special
// case. 400 such years always have 146,097 days.
extension CalendarDate {
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear / 400
        let yearOfEra = marchYear % 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private var parts: (year: Int, month: Int, day: Int) {
        let days = daysSinceEpoch + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
