import Foundation
import Testing
import Vocabulary

@Suite("Instants")
struct InstantTests {
    @Test(
        arguments: [
            ("2026-01-01T00:00:00.123Z", "2026-01-01T00:00:00.123Z"),
            ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"),
            ("2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.123Z"),
            ("2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.500Z"),
            ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"),
            ("2026-01-01T00:00:00-05:30", "2026-01-01T05:30:00.000Z"),
            ("2026-01-01t00:00:00z", "2026-01-01T00:00:00.000Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ])
    func `RFC 3339 is read in any offset and written in UTC with milliseconds`(_ text: String, _ written: String) throws
    {
        #expect(try #require(Instant(rfc3339: text)).rfc3339 == written)
    }

    @Test(
        arguments: [
            "", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00+24:00", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00Zx", "2026-01-01T0:00:00Z",
            "éééééééééé",
        ])
    func `anything else is no instant`(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test func `a moment survives being written and read`() throws {
        for milliseconds in [0, 1, 999, 1_788_251_400_123, -1, -86_400_001] {
            let instant = Instant(millisecondsSinceEpoch: milliseconds)
            #expect(Instant(rfc3339: instant.rfc3339) == instant)
            #expect(Instant(instant.date) == instant)
        }
    }
}

@Suite("Periods")
struct DatePeriodTests {
    @Test(
        arguments: [
            ("01..10", "10..20", true), ("01..10", "11..20", false), ("01..10", "05..05", true),
            ("01..", "20..21", true),
            ("05..", "01..05", true), ("05..", "01..04", false), ("01..01", "01..01", true), ("01..", "02..", true),
        ])
    func `two periods overlap when they share a day, seen from either`(_ one: String, _ other: String, _ overlap: Bool)
        throws
    {
        let (one, other) = (try period(one), try period(other))

        #expect(one.overlaps(other) == overlap)
        #expect(other.overlaps(one) == overlap)
    }

    @Test(arguments: [
        ("01..10", "01..10", true), ("01..10", "02..11", false), ("01..", "02..", true), ("01..10", "02..", false),
        ("02..", "01..10", false),
    ])
    func `a period contains another with all its days`(_ outer: String, _ inner: String, _ contains: Bool) throws {
        #expect(try period(outer).contains(period(inner)) == contains)
    }

    @Test func `both ends belong to a period, and it lasts a day at least`() throws {
        let period = try period("05..10")

        #expect(try [4, 5, 10, 11].map { try period.contains(day($0)) } == [false, true, true, false])
        #expect(DatePeriod(startedOn: try day(5), finishedOn: try day(4)) == nil)
        #expect(DatePeriod(startedOn: try day(5), finishedOn: try day(5)) != nil)
    }

    @Test func `a period is current or future until its last day has gone`() throws {
        let period = try period("05..10")

        #expect(try [1, 10, 11].map { try period.isCurrentOrFuture(on: day($0)) } == [true, true, false])
    }

    private func period(_ text: String) throws -> DatePeriod {
        let ends = text.components(separatedBy: "..").compactMap(Int.init)
        let days = try ends.map(day)
        let first = try #require(days.first)
        return try #require(DatePeriod(startedOn: first, finishedOn: days.dropFirst().first))
    }

    private func day(_ number: Int) throws -> CalendarDate {
        try #require(CalendarDate(year: 2026, month: 9, day: number))
    }
}
