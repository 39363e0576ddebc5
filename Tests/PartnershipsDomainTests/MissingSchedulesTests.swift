import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Schedules that teachers will need")
struct MissingSchedulesTests {
    private static let standard = ScheduleIdentifier.Season.allCases.map { ScheduleIdentifier(.standard, $0) }
    private static let extended = ScheduleIdentifier(.extended, .september)

    @Test func `a whole catalogue misses nothing`() {
        #expect(Example.catalogue.missingSchedules(at: "2026-07-10T09:00:00Z").isEmpty)
    }

    @Test(
        arguments: [
            // Open periods that have not ended, and the successor of the frozen ones.
            ("2026-07-10T09:00:00Z", [2024, 2026]), ("2026-05-31T22:59:59Z", [2024, 2025, 2026]),
            ("2026-05-31T23:00:00Z", [2024, 2026]), ("2023-07-10T09:00:00Z", [2023, 2024, 2025, 2026]),
        ] as [(Instant, [ContractPeriodYear])])
    func `only periods in which teachers may begin need any`(
        now: Instant, years: [ContractPeriodYear]
    ) {
        var bare = Example.catalogue
        bare.schedules = [:]

        #expect(bare.missingSchedules(at: now).map(\.contractPeriod) == years)
    }

    @Test func `what is missing is named`() {
        var lacking = Example.catalogue
        lacking.schedules[2024] = []
        lacking.schedules[2026] = [ScheduleIdentifier(.standard, .january)]

        let missing = lacking.missingSchedules(at: "2026-07-10T09:00:00Z")

        #expect(missing.map(\.contractPeriod) == [2024, 2026])
        #expect(missing.first?.identifiers == [Self.extended])
        #expect(missing.last?.identifiers == Self.standard.filter { $0.season != .january })
    }
}
