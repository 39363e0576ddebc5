import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Choosing the contract period of a registration")
struct ChoosingContractPeriodTests {
    @Test(
        arguments: [
            ("2025-09-01", 2026), ("2026-05-31", 2026), ("2026-06-01", 2026), ("2027-05-31", 2026),
            ("2019-01-01", 2026),
        ] as [(CalendarDate, ContractPeriodYear)])
    func `a start up to the end of the current period counts for it`(
        start: CalendarDate, year: ContractPeriodYear
    ) throws {
        let choice = try choosing(start, at: "2026-07-10T09:00:00Z")

        #expect(choice.period.year == year)
        #expect(choice.ground == .dates)
    }

    @Test func `a start in a later open period counts for that one`() throws {
        let choice = try choosing("2026-09-01", at: "2026-05-20T09:00:00Z")

        #expect(choice.period.year == 2026)
    }

    @Test(arguments: ["2027-06-01", "2028-09-01"] as [CalendarDate])
    func `a start in a later period that is closed or unknown has to wait`(start: CalendarDate) {
        #expect(throws: TrainingRefusal.contractPeriodNotOpen) { try choosing(start, at: "2026-07-10T09:00:00Z") }
    }

    /// Contract periods with a gap before each.
    private static let withGaps = ContractPeriods(
        [2025, 2026, 2027].map { Example.period($0, from: "09-01") })

    @Test(arguments: ["2025-07-10", "2026-06-01", "2026-07-10", "2026-08-31"] as [CalendarDate])
    func `a start in a gap that is over counts for the current period`(start: CalendarDate) throws {
        let choice = try choosing(start, in: Self.withGaps, at: "2026-10-10T09:00:00Z")

        #expect(choice.period.year == 2026)
        #expect(choice.ground == .dates)
    }

    @Test(arguments: ["2027-06-01", "2027-07-10", "2027-08-31"] as [CalendarDate])
    func `a start in a gap ahead has to wait`(start: CalendarDate) {
        #expect(throws: TrainingRefusal.contractPeriodNotOpen) {
            try choosing(start, in: Self.withGaps, at: "2026-10-10T09:00:00Z")
        }
    }

    @Test func `without a current period there is no choice`() {
        #expect(throws: TrainingRefusal.noCurrentContractPeriod) {
            try choosing("2026-09-01", at: "2031-07-10T09:00:00Z")
        }
        #expect(throws: TrainingRefusal.noCurrentContractPeriod) {
            try choosing("2026-09-01", in: Self.withGaps, at: "2026-07-10T09:00:00Z")
        }
    }

    @Test func `the period changes at midnight in London, not in Greenwich`() throws {
        let before = try choosing("2025-09-01", at: "2026-05-31T22:59:59Z")
        let after = try choosing("2025-09-01", at: "2026-05-31T23:00:00Z")

        #expect(before.period.year == 2025)
        #expect(after.period.year == 2026)
    }

    @Test func `a teacher out of a frozen period goes on in 2024`() throws {
        let choice = try choosing(
            "2026-09-01", after: Example.training(.expressionOfInterest(Example.led(2021))), at: "2026-07-10T09:00:00Z")

        #expect(choice.period.year == 2024)
        #expect(choice.ground == .movedOutOfFrozen(2021))
    }

    @Test func `a period that freezes later is not frozen yet`() throws {
        let choice = try choosing(
            "2025-01-06", after: Example.training(.expressionOfInterest(Example.led(2022))), at: "2025-06-15T23:59:59Z")

        #expect(choice.period.year == 2022)
        #expect(choice.ground == .continued)
    }

    @Test func `a teacher stays in the period of the training before`() throws {
        let choice = try choosing(
            "2026-09-01", after: Example.training(.expressionOfInterest(Example.led(2024))), at: "2026-07-10T09:00:00Z")

        #expect(choice.period.year == 2024)
        #expect(choice.ground == .continued)
    }

    @Test func `training that a school led binds nobody`() throws {
        let choice = try choosing(
            "2026-09-01", after: Example.training(.schoolLed(contractPeriod: 2024)), at: "2026-07-10T09:00:00Z")

        #expect(choice.ground == .dates)
    }

    private func choosing(
        _ start: CalendarDate, after previous: TrainingPeriod? = nil, in periods: ContractPeriods = Example.periods,
        at now: Instant
    ) throws(TrainingRefusal) -> ContractPeriodChoice {
        try choosingContractPeriod(startingOn: start, after: previous, in: periods, at: now)
    }
}

extension Example {
    static func training(_ arrangement: TrainingPeriod.Arrangement) -> TrainingPeriod {
        training(in: placement(), arrangement)
    }
}
