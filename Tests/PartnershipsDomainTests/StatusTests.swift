import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Where a participant stands")
struct StatusTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var start: CalendarDate = "2026-09-01"
        var finish: CalendarDate?
        var ended = false
        var completed: CalendarDate?
        var status: ParticipantStatus
        var next: CalendarDate?

        var testDescription: String { "\(start)–\(finish?.iso ?? "…") \(ended) \(completed?.iso ?? "") → \(status)" }
    }

    static let today: CalendarDate = "2026-10-15"

    @Test(arguments: [
        Row(status: .active),
        Row(start: "2026-10-15", status: .active),
        Row(start: "2026-10-16", status: .joining, next: "2026-10-16"),
        Row(finish: "2026-10-16", status: .leaving, next: "2026-10-16"),
        Row(finish: "2026-10-15", status: .left),
        Row(finish: "2026-10-14", status: .left),
        Row(start: "2026-11-01", finish: "2026-12-01", status: .leaving, next: "2026-12-01"),
        Row(finish: "2026-10-16", ended: true, status: .leaving, next: "2026-10-16"),
        Row(finish: "2026-10-15", ended: true, status: .left),
        Row(finish: "2026-10-10", completed: "2026-10-10", status: .active),
        Row(finish: "2026-10-10", completed: "2026-10-11", status: .left),
        Row(completed: "2026-10-01", status: .active),
        Row(finish: "2026-10-10", ended: true, completed: "2026-10-01", status: .left),
    ])
    func `the status follows from dates, and the next change is foreseen`(row: Row) {
        var training = Example.training(from: row.start, to: row.finish)
        if row.ended { training.withdrawal = Withdrawal(reason: .other, at: "2026-10-01T12:00:00Z") }

        #expect(
            ParticipantStatus(of: training, inductionCompletedOn: row.completed, today: Self.today) == row.status)
        #expect(
            ParticipantStatus.nextChange(of: training, inductionCompletedOn: row.completed, today: Self.today)
                == row.next)
    }

    @Test(
        arguments: [
            (nil, nil, TrainingStatus.active, [TrainingStatus.active]),
            ("2026-10-01T12:00:00Z", nil, .withdrawn, [.withdrawn]),
            (nil, "2026-10-01T12:00:00Z", .deferred, [.deferred]),
            ("2026-10-02T12:00:00Z", "2026-10-01T12:00:00Z", .withdrawn, [.withdrawn, .deferred]),
            ("2026-10-01T12:00:00Z", "2026-10-02T12:00:00Z", .deferred, [.withdrawn, .deferred]),
        ] as [(Instant?, Instant?, TrainingStatus, Set<TrainingStatus>)])
    func `the later of withdrawal and deferral is shown, and both are found`(
        withdrawn: Instant?, deferred: Instant?, status: TrainingStatus, found: Set<TrainingStatus>
    ) {
        var training = Example.training(from: "2026-09-01", to: "2026-10-10")
        training.withdrawal = withdrawn.map { Withdrawal(reason: .other, at: $0) }
        training.deferral = deferred.map { Deferral(reason: .careerBreak, at: $0) }

        #expect(TrainingStatus(of: training) == status)
        #expect(TrainingStatus.searchable(training) == found)
    }

    @Test func `funding days are set once, and the earlier decides`() {
        let begun = FundingEligibility().stamped(by: InductionRecord(status: .inProgress), today: "2026-10-15")
        let later = begun.stamped(by: InductionRecord(status: .exempt), today: "2026-11-01")

        #expect(FundingEligibility().isFunded == nil)
        #expect(begun == FundingEligibility(eligibleFrom: "2026-10-15"))
        #expect(begun.stamped(by: InductionRecord(status: .inProgress), today: "2026-10-20") == begun)
        let ahead = InductionRecord(status: .inProgress, startedOn: "2026-11-01")
        #expect(FundingEligibility().stamped(by: ahead, today: "2026-10-15") == begun)
        #expect(later.isFunded == true)
        #expect(FundingEligibility(ineligibleFrom: "2026-10-15").isFunded == false)
        #expect(FundingEligibility(eligibleFrom: "2026-10-16", ineligibleFrom: "2026-10-15").isFunded == false)
    }

    @Test func `a schedule's name is read back as it is written`() {
        for kind in ScheduleIdentifier.Kind.allCases {
            for season in ScheduleIdentifier.Season.allCases {
                let schedule = ScheduleIdentifier(kind, season)
                #expect(ScheduleIdentifier(rawValue: schedule.rawValue) == schedule)
            }
        }
        #expect(ScheduleIdentifier(rawValue: "ecf-standard") == nil)
        #expect(ScheduleIdentifier(rawValue: "npq-standard-september") == nil)
        #expect(ScheduleIdentifier(rawValue: "") == nil)
    }
}
