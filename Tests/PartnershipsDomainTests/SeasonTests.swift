import PartnershipsDomain
import Testing

struct SeasonTests {
    @Test(
        arguments: zip(
            1...12,
            [
                .january, .january, .april, .april, .april, .september, .september, .september, .september, .september,
                .january, .january,
            ] as [ScheduleIdentifier.Season]))
    func `a month belongs to the season whose schedule a teacher joins then`(
        month: Int, season: ScheduleIdentifier.Season
    ) {
        #expect(ScheduleIdentifier.Season(month: month) == season)
    }
}
