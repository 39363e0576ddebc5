import RegistrationDomain
import Testing
import Vocabulary

@Suite("Reporting that a teacher leaves")
struct ReportingLeavingTests {
    @Test func `the placement ends on the day that the school reports`() throws {
        let outcome = try leave("2026-12-18", placements: [World.placement(at: 1, from: "2025-09-01")])

        let leaving = try #require(report(in: outcome))
        #expect(leaving.placement.finishedOn == "2026-12-18")
        #expect(leaving.placement.leavingReportedBy == id(1))
        #expect(leaving.endsEarlier)
    }

    @Test(
        arguments: [
            ("2027-03-25", []), ("2027-03-26", ["leaving-too-far-ahead"]),
            ("2025-09-02", ["not-after-teaching-started"]),
            ("2025-09-03", []), ("2020-01-01", ["not-after-teaching-started"]), ("2026-11-25", []),
        ] as [(String, [String])])
    func `a last day lies between two days after the start and four months ahead`(day: String, codes: [String]) throws {
        #expect(
            self.codes(try leave(day, placements: [World.placement(at: 1, from: "2025-09-01")])) == codes)
    }

    @Test func `four months ahead of the last of October is the last of February`() throws {
        let placements = [try World.placement(at: 1, from: "2025-09-01")]

        #expect(codes(try leave("2027-02-28", placements: placements, today: "2026-10-31")) == [])
        #expect(
            codes(try leave("2027-03-01", placements: placements, today: "2026-10-31")) == ["leaving-too-far-ahead"])
    }

    @Test(
        arguments: [
            ("2026-10-01", ["not-after-training-started"]), ("2026-10-02", ["not-after-training-started"]),
            ("2026-10-03", []),
        ] as [(String, [String])])
    func `a last day is at least two days after the training began`(day: String, codes: [String]) throws {
        let training = [
            TrainingPeriod(startedOn: "2026-10-01", contractPeriod: 2026),
            TrainingPeriod(startedOn: "2027-01-01", contractPeriod: nil),
        ]

        let outcome = try leave(day, placements: [World.placement(at: 1, from: "2025-09-01", training: training)])

        #expect(self.codes(outcome) == codes)
    }

    @Test(
        arguments: [
            // known last day, reported last day -> last day afterwards
            ("2026-12-31", "2026-12-18", "2026-12-18", true), ("2026-12-31", "2026-12-31", "2026-12-31", false),
            ("2026-12-31", "2027-01-31", "2026-12-31", false), ("2026-11-25", "2026-12-01", "2026-11-25", false),
        ] as [(CalendarDate, String, CalendarDate, Bool)])
    func `leaving can be brought forward and never postponed`(
        known: CalendarDate, reported: String, expected: CalendarDate, endsEarlier: Bool
    ) throws {
        let outcome = try leave(reported, placements: [World.placement(at: 1, from: "2025-09-01", to: known)])

        let leaving = try #require(report(in: outcome))
        #expect(leaving.placement.finishedOn == expected)
        #expect(leaving.endsEarlier == endsEarlier)
        #expect(leaving.placement.leavingReportedBy == id(1))
    }

    @Test func `a teacher who is at another school, has left or was never seen is not here`() throws {
        let elsewhere = try World.placement(at: 2, from: "2025-09-01")
        let over = try World.placement(at: 1, from: "2025-09-01", to: "2026-11-24")

        #expect(codes(try leave("2026-12-18", placements: [elsewhere])) == ["not-at-school"])
        #expect(codes(try leave("2026-12-18", placements: [over])) == ["not-at-school"])
        #expect(codes(try leave("2026-12-18", placements: [])) == ["not-at-school"])
    }

    @Test func `everything that is wrong is told at once`() throws {
        let outcome = reportingLeaving(
            LeavingDraft(reading: LeavingFields(commandID: "c-1", urn: "100001", trn: "1234567", leavingOn: "later")),
            in: LeavingSituation(school: .known(try World.school(.stateFunded, status: .closed)), placements: []),
            on: World.today)

        #expect(codes(outcome) == ["not-a-date", "school-closed", "not-at-school"])
    }

    @Test func `a day too far ahead is told whoever leaves`() throws {
        #expect(codes(try leave("2027-03-26", placements: [])) == ["leaving-too-far-ahead", "not-at-school"])
    }

    @Test(
        arguments: [
            // reported last day -> start of the placement that ends then
            ("2026-12-11", "2026-09-01"), ("2027-01-04", "2026-09-01"), ("2027-01-07", "2027-01-05"),
        ] as [(String, CalendarDate)])
    func `of two placements here the one that the day lies in ends`(day: String, start: CalendarDate) throws {
        let outcome = try leave(
            day,
            placements: [
                World.placement(at: 1, from: "2027-01-05"),
                World.placement(at: 1, from: "2026-09-01", to: "2026-12-31"),
            ])

        #expect(report(in: outcome)?.placement.startedOn == start)
    }

    @Test func `of a placement that lies ahead no day before it is the last`() throws {
        let outcome = try leave("2026-12-11", placements: [World.placement(at: 1, from: "2027-01-05")])

        #expect(codes(outcome) == ["not-after-teaching-started"])
    }

    @Test func `an unfunded school with teachers in training may still report that they leave`() throws {
        let outcome = reportingLeaving(
            LeavingDraft(
                reading: LeavingFields(commandID: "c-1", urn: "100001", trn: "1234567", leavingOn: "2026-12-18")),
            in: LeavingSituation(
                school: .known(try World.school(.independent, openTraining: true)),
                placements: [try World.placement(at: 1, from: "2025-09-01")]),
            on: World.today)

        #expect(codes(outcome) == [])
    }

    private func leave(
        _ day: String, placements: [Placement], today: CalendarDate = World.today
    ) throws -> LeavingOutcome {
        reportingLeaving(
            LeavingDraft(reading: LeavingFields(commandID: "c-1", urn: "100001", trn: "1234567", leavingOn: day)),
            in: LeavingSituation(school: .known(try World.school(.stateFunded)), placements: placements), on: today)
    }

    private func report(in outcome: LeavingOutcome) -> Leaving? {
        if case .leaving(let leaving) = outcome { leaving } else { nil }
    }

    private func codes(_ outcome: LeavingOutcome) -> [String] {
        if case .refused(let reasons) = outcome { reasons.map(\.code) } else { [] }
    }
}
