package import Foundation

extension CalendarDate {
    /// Returns the day in London at an instant.
    ///
    /// Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October, as it
    /// has since 1996. Earlier instants follow the same rule.
    package static func inLondon(at instant: Date) -> CalendarDate {
        let seconds = Instant(instant).millisecondsSinceEpoch.flooredDivision(by: 1_000)
        let isSummer = isSummerTime(atSecondsSinceEpoch: seconds)
        return CalendarDate(daysSinceEpoch: (seconds + (isSummer ? 3_600 : 0)).flooredDivision(by: 86_400))
    }

    private static func isSummerTime(atSecondsSinceEpoch seconds: Int) -> Bool {
        let year = CalendarDate(daysSinceEpoch: seconds.flooredDivision(by: 86_400)).year
        guard
            let march = CalendarDate(year: year, month: 3, day: 31),
            let october = CalendarDate(year: year, month: 10, day: 31)
        else { return false }
        let begins = march.lastSunday.daysSinceEpoch * 86_400 + 3_600
        let ends = october.lastSunday.daysSinceEpoch * 86_400 + 3_600
        return begins <= seconds && seconds < ends
    }

    /// This day if it is a Sunday, otherwise the last Sunday before it.
    ///
    /// 1970-01-01 was a Thursday.
    private var lastSunday: CalendarDate {
        adding(days: -(((daysSinceEpoch + 4) % 7 + 7) % 7))
    }
}
