import PartnershipsDomain
import Testing
import Vocabulary

@Suite("Opening a training period")
struct OpeningTrainingTests {
    @Test func `without a partnership the school's wish waits as an expression of interest`() throws {
        let opening = try opening(Example.placement())

        #expect(opening.training.arrangement == .expressionOfInterest(Example.led()))
        #expect(opening.training.startedOn == "2026-09-01")
        #expect(opening.training.finishedOn == nil)
        #expect(opening.leftFrozenPeriod == nil)
    }

    @Test func `the earliest partnership of the provider, school and year confirms at once`() throws {
        let partnerships = [
            Example.partnership(31, createdAt: "2026-06-21T09:00:00Z"), Example.partnership(30),
            Example.partnership(32, in: 2025, createdAt: "2025-06-20T09:00:00Z"),
            Example.partnership(33, of: Example.ambition, createdAt: "2025-06-20T09:00:00Z"),
        ]

        let opening = try opening(Example.placement(), partnerships: partnerships)

        #expect(opening.training.partnershipID == PartnershipID(Example.uuid(30)))
    }

    @Test(
        arguments: [
            ("2026-09-01", "2026-07-10T09:00:00Z", "2026-09-01", "ecf-standard-september"),
            ("2026-07-01", "2026-07-10T09:00:00Z", "2026-07-10", "ecf-standard-september"),
            ("2026-07-01", "2026-11-01T09:00:00Z", "2026-11-01", "ecf-standard-january"),
            ("2027-02-28", "2026-11-01T09:00:00Z", "2027-02-28", "ecf-standard-january"),
            ("2027-03-01", "2026-11-01T09:00:00Z", "2027-03-01", "ecf-standard-april"),
            ("2026-07-01", "2026-07-10T23:30:00Z", "2026-07-11", "ecf-standard-september"),
        ] as [(CalendarDate, Instant, CalendarDate, String)])
    func `training starts no earlier than it is registered, on the schedule of its season`(
        start: CalendarDate, registeredAt: Instant, expected: CalendarDate, schedule: String
    ) throws {
        let opening = try opening(Example.placement(from: start, registeredAt: registeredAt))

        #expect(opening.training.startedOn == expected)
        #expect(opening.training.providerLed?.schedule.rawValue == schedule)
    }

    @Test func `who comes out of a frozen period takes the extended schedule of 2024 and is marked`() throws {
        let before = registeredBefore(11, from: "2021-09-01", to: "2026-06-30")
        let past = Example.training(
            in: before, from: "2021-09-01", to: "2026-06-30",
            .confirmed(Example.led(2021), by: PartnershipID(Example.uuid(39)), afterInterest: false))

        let opening = try opening(
            Example.placement(), history: TeacherHistory(placements: [before], training: [past]))

        #expect(
            opening.training.providerLed == Example.led(2024, ScheduleIdentifier(.extended, .september)))
        #expect(opening.training.startedOn == "2026-09-01")
        #expect(opening.leftFrozenPeriod == 2021)
    }

    @Test func `who stays in a period keeps the schedule too`() throws {
        let before = registeredBefore(11, from: "2025-01-06", to: "2026-06-30")
        let past = Example.training(
            in: before, from: "2025-01-06", to: "2026-06-30",
            .expressionOfInterest(Example.led(2024, ScheduleIdentifier(.reduced, .april))))

        let opening = try opening(
            Example.placement(), history: TeacherHistory(placements: [before], training: [past]))

        #expect(opening.training.providerLed == Example.led(2024, ScheduleIdentifier(.reduced, .april)))
    }

    @Test(
        arguments: [
            ("2026-09-01", "2026-09-01", false), ("2026-09-01", "2026-09-02", true),
            ("2026-07-01", "2026-07-10", false), ("2026-07-01", "2026-07-11", true),
            ("2026-06-01", "2026-06-30", false),
        ] as [(CalendarDate, CalendarDate, Bool)])
    func `who waited while leaving is trained until the last day, if there is a day left`(
        start: CalendarDate, finish: CalendarDate, isTrained: Bool
    ) throws {
        for wish in [TrainingWish.schoolLed, .providerLed(by: Example.teachFirst)] {
            let opening = try openingTraining(
                for: Example.placement(from: start, to: finish), wish: wish, after: TeacherHistory(), partnerships: [],
                catalogue: Example.catalogue, id: TrainingPeriodID(Example.uuid(50)))

            #expect(opening?.training.finishedOn == (isTrained ? finish : nil))
            #expect((opening != nil) == isTrained)
        }
    }

    @Test func `school-led training in between does not bring a frozen period's schedule back`() throws {
        let frozen = registeredBefore(11, from: "2021-09-01", to: "2023-06-30")
        let later = registeredBefore(12, from: "2025-09-01", to: "2026-06-30")
        let history = TeacherHistory(
            placements: [frozen, later],
            training: [
                Example.training(
                    21, in: frozen, from: "2021-09-01", to: "2023-06-30", .expressionOfInterest(Example.led(2021))),
                Example.training(
                    22, in: later, from: "2025-09-01", to: "2026-06-30", .schoolLed(contractPeriod: 2025)),
            ])

        let opening = try opening(Example.placement(), history: history)

        #expect(opening.training.providerLed == Example.led(2026))
        #expect(opening.leftFrozenPeriod == nil)
    }

    @Test func `the latest placement decides, not the latest training`() throws {
        let earlier = registeredBefore(11, from: "2024-09-01", to: "2025-06-30")
        let later = registeredBefore(12, from: "2025-09-01", to: "2026-06-30")
        let history = TeacherHistory(
            placements: [later, earlier],
            training: [
                Example.training(
                    21, in: earlier, from: "2024-09-01", to: "2025-06-30", .expressionOfInterest(Example.led(2024))),
                Example.training(
                    22, in: later, from: "2025-09-01", to: "2026-06-30", .schoolLed(contractPeriod: 2025)),
            ])

        let opening = try opening(Example.placement(), history: history)

        #expect(opening.training.contractPeriod == 2026)
    }

    @Test func `training that had to wait does not carry on from what was registered after it`() throws {
        let waiting = Example.placement(to: "2026-12-18")
        let later = Example.placement(11, from: "2027-01-11", registeredAt: "2027-01-05T09:00:00Z")
        let history = TeacherHistory(
            placements: [waiting, later],
            training: [
                Example.training(
                    in: later, from: "2027-01-11",
                    .expressionOfInterest(Example.led(2026, ScheduleIdentifier(.standard, .january))))
            ])

        let opening = try opening(waiting, history: history)

        #expect(opening.training.providerLed == Example.led(2026, ScheduleIdentifier(.standard, .september)))

        var frozenLater = history
        frozenLater.training[0].arrangement = .expressionOfInterest(Example.led(2021))
        #expect(try self.opening(waiting, history: frozenLater).leftFrozenPeriod == nil)
    }

    @Test
    func `training carries on from the placement that began before, whatever clocks and ids say of registrations`()
        throws
    {
        // Decided by two processes, of which the later one's clock is behind.
        let earlier = Example.placement(20, from: "2026-05-20", to: "2026-06-09", registeredAt: "2026-05-18T09:00:02Z")
        let history = TeacherHistory(
            placements: [earlier],
            training: [
                Example.training(
                    in: earlier, from: "2026-05-20", to: "2026-06-09", .expressionOfInterest(Example.led(2025)))
            ])

        for registeredAt in ["2026-05-18T09:00:02Z", "2026-05-18T09:00:01Z"] as [Instant] {
            let later = Example.placement(10, from: "2026-06-10", registeredAt: registeredAt)
            #expect(try opening(later, history: history).training.contractPeriod == 2025)
        }
    }

    @Test func `a school that leads the training itself needs no provider and no schedule`() throws {
        let opening = try opening(Example.placement(from: "2026-04-01"), wish: .schoolLed)

        #expect(opening.training.arrangement == .schoolLed(contractPeriod: 2026))
        #expect(opening.training.startedOn == "2026-07-10")
    }

    @Test func `what the catalogue lacks is refused by name`() {
        #expect(throws: TrainingRefusal.leadProviderMissing) {
            try opening(Example.placement(), wish: .providerLed(by: nil))
        }
        #expect(throws: TrainingRefusal.leadProviderUnknown) {
            try opening(Example.placement(), wish: .providerLed(by: LeadProviderID(Example.uuid(99))))
        }
        #expect(throws: TrainingRefusal.leadProviderNotActive(in: 2026)) {
            try opening(Example.placement(), wish: .providerLed(by: Example.ambition))
        }
        var bare = Example.catalogue
        bare.schedules = [:]
        #expect(throws: TrainingRefusal.noSchedule(ScheduleIdentifier(.standard, .september), in: 2026)) {
            try opening(Example.placement(), catalogue: bare)
        }
    }

    @Test(
        arguments: [
            ("2025-09-01", nil, true), ("2025-09-01", "2026-09-01", true), ("2025-09-01", "2026-08-31", false),
            ("2027-01-01", nil, true),
        ] as [(CalendarDate, CalendarDate?, Bool)])
    func `training may not overlap other training of the teacher`(
        start: CalendarDate, finish: CalendarDate?, overlaps: Bool
    ) {
        let other = registeredBefore(11, from: start, to: finish)
        let history = TeacherHistory(
            placements: [other],
            training: [Example.training(in: other, from: start, to: finish, .schoolLed(contractPeriod: 2025))])

        if overlaps {
            #expect(throws: TrainingRefusal.overlapsOtherTraining) {
                try opening(Example.placement(), history: history)
            }
        } else {
            #expect(throws: Never.self) { try opening(Example.placement(), history: history) }
        }
    }

    private func registeredBefore(_ number: UInt8, from start: CalendarDate, to finish: CalendarDate?) -> Placement {
        Example.placement(number, from: start, to: finish, registeredAt: "2021-06-01T09:00:00Z")
    }

    private func opening(
        _ placement: Placement, wish: TrainingWish = .providerLed(by: Example.teachFirst),
        history: TeacherHistory = TeacherHistory(), partnerships: [Partnership] = [],
        catalogue: Catalogue = Example.catalogue
    ) throws -> TrainingOpening {
        try #require(
            try openingTraining(
                for: placement, wish: wish, after: history, partnerships: partnerships, catalogue: catalogue,
                id: TrainingPeriodID(Example.uuid(50))))
    }
}
