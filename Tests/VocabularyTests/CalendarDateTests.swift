import Foundation
import Testing
import Vocabulary

@Suite("Dates")
struct CalendarDateTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-25", 20_782), ("0001-01-01", -719_162),
        ("9999-12-31", 2_932_896),
    ])
    func `a date is so many days after the first of January 1970`(_ iso: String, _ days: Int) throws {
        let date = try #require(CalendarDate(iso: iso))

        #expect(date.daysSinceEpoch == days)
        #expect(CalendarDate(daysSinceEpoch: days).iso == iso)
    }

    @Test func `every day of four centuries is read, written and one after the day before`() throws {
        var expected = try #require(CalendarDate(iso: "1799-12-31")).daysSinceEpoch
        for year in 1800...2200 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let date = CalendarDate(year: year, month: month, day: day) else { continue }
                    expected += 1
                    #expect(
                        date.daysSinceEpoch == expected && date.year == year && date.month == month && date.day == day)
                }
            }
        }
        #expect(CalendarDate(daysSinceEpoch: expected).iso == "2200-12-31")
    }

    @Test(
        arguments: [
            "", "2026", "2026-9-1", "2026-09-31", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
            "0000-01-01", "2026/09/01", "2026-09-01 ", " 2026-09-01", "2026-09-01T00:00:00Z", "+026-09-01",
            "-026-09-01",
            "20260901", "2026-09-0١", "10000-01-01",
        ])
    func `what is not an ISO date of a real day is none`(_ text: String) {
        #expect(CalendarDate(iso: text) == nil)
    }

    @Test(
        arguments: [
            ("2026-10-31", 4, "2027-02-28"), ("2027-10-31", 4, "2028-02-29"), ("2026-01-31", 1, "2026-02-28"),
            ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"), ("2026-12-01", 1, "2027-01-01"),
            ("2026-05-31", 0, "2026-05-31"), ("0001-01-01", -1, "0001-01-01"), ("9999-12-31", 1, "9999-12-31"),
            ("2026-01-01", .max, "9999-12-31"), ("2026-01-01", .min, "0001-01-01"),
        ])
    func `adding months keeps the day or takes the last of the month`(_ from: String, _ months: Int, _ to: String)
        throws
    {
        #expect(try #require(CalendarDate(iso: from)).adding(months: months).iso == to)
    }

    @Test(arguments: [
        ("2026-02-28", 1, "2026-03-01"), ("2026-01-01", -1, "2025-12-31"), ("2026-01-01", .max, "9999-12-31"),
        ("2026-01-01", .min, "0001-01-01"),
    ])
    func `adding days crosses months and years`(_ from: String, _ days: Int, _ to: String) throws {
        #expect(try #require(CalendarDate(iso: from)).adding(days: days).iso == to)
    }

    @Test func `days until a date are counted, backwards too`() throws {
        let (first, last) = (
            try #require(CalendarDate(iso: "2026-01-01")), try #require(CalendarDate(iso: "2027-01-01"))
        )

        #expect(first.days(until: last) == 365)
        #expect(last.days(until: first) == -365)
        #expect(first < last)
    }

    @Test(
        arguments: [
            ("2026-01-10T23:59:59Z", "2026-01-10"), ("2026-06-10T22:59:59Z", "2026-06-10"),
            ("2026-06-10T23:00:00Z", "2026-06-11"),
            ("2026-03-28T23:30:00Z", "2026-03-28"), ("2026-03-29T23:30:00Z", "2026-03-30"),
            ("2026-10-24T23:00:00Z", "2026-10-25"), ("2026-10-25T23:00:00Z", "2026-10-25"),
            ("1969-12-31T23:59:59Z", "1969-12-31"),
        ])
    func `the day in London is an hour ahead in summer`(_ instant: String, _ day: String) throws {
        #expect(CalendarDate.inLondon(at: try #require(Instant(rfc3339: instant)).date).iso == day)
    }

    @Test func `the day in London agrees with the system's calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "Europe/London"))
        for hour in stride(from: 0, to: 24 * 366 * 8, by: 1) where (hour % 24) >= 22 || hour % 24 <= 2 {
            let instant = Date(timeIntervalSince1970: 1_704_067_200 + Double(hour) * 3_600)
            let parts = calendar.dateComponents([.year, .month, .day], from: instant)
            let expected = CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
            #expect(CalendarDate.inLondon(at: instant) == expected)
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
    func `an impossible clock gives a day and no trap`(_ seconds: Double) {
        _ = CalendarDate.inLondon(at: Date(timeIntervalSince1970: seconds))
        _ = Instant(Date(timeIntervalSince1970: seconds)).rfc3339
    }
}
