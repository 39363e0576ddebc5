import RegistrationDomain
import Testing
import Vocabulary

@Suite("Registering a teacher who was at a school before")
struct MovingTests {
    @Test func `the earlier placement ends on the day before the new start`() throws {
        var world = try World()
        world.placements = [try World.placement(at: 2, from: "2025-09-01")]

        let registration = try #require(world.registration())

        #expect(registration.closed?.placement.id == id(100))
        #expect(registration.closed?.lastDay == "2026-08-31")
        #expect(registration.closed?.placement.leavingReportedBy == nil)
    }

    @Test(
        arguments: [
            // last day of the earlier placement -> its last day afterwards, where it changes
            ("2026-08-31", nil), ("2026-09-01", "2026-08-31"), ("2027-03-01", "2026-08-31"), ("2026-01-31", nil),
        ] as [(CalendarDate, CalendarDate?)])
    func `a placement that ends in time is left as it is`(finish: CalendarDate, closedOn: CalendarDate?) throws {
        var world = try World()
        world.placements = [try World.placement(at: 2, from: "2025-09-01", to: finish)]

        let registration = try #require(world.registration())

        #expect(registration.closed?.lastDay == closedOn)
    }

    @Test func `a teacher with a placement here that has no last day is registered already`() throws {
        var world = try World()
        world.placements = [try World.placement(at: 1, from: "2025-09-01")]

        #expect(world.refusalCodes() == ["already-registered-here"])
    }

    @Test func `a teacher who is going to leave this school may be registered again`() throws {
        var world = try World()
        world.placements = [try World.placement(at: 1, from: "2025-09-01", to: "2026-12-31")]

        let registration = try #require(world.registration())

        #expect(registration.closed?.lastDay == "2026-08-31")
    }

    @Test(arguments: [("2020-01-01", "start-too-early"), ("2030-09-01", "registration-not-open")])
    func `a teacher who is here already is also told what is wrong with the start`(start: String, code: String) throws {
        var world = try World()
        world.placements = [try World.placement(at: 1, from: "2025-09-01")]
        world.fields.startedOn = start

        #expect(world.refusalCodes() == ["already-registered-here", code])
    }

    @Test(
        arguments: [
            ("2026-08-30", []), ("2026-08-31", ["not-after-teaching-started"]),
            ("2026-09-01", ["not-after-teaching-started"]), ("2026-10-01", ["not-after-teaching-started"]),
        ] as [(CalendarDate, [String])])
    func `a start is at least two days after the last placement began`(
        earlierStart: CalendarDate, codes: [String]
    ) throws {
        var world = try World()
        world.placements = [try World.placement(at: 2, from: earlierStart)]

        #expect(world.refusalCodes() == codes)
    }

    @Test func `the placement that started last counts, whichever ended last`() throws {
        var world = try World()
        world.placements = [
            try World.placement(101, at: 2, from: "2026-08-31", to: "2026-09-20"),
            try World.placement(100, at: 3, from: "2024-09-01", to: "2026-08-01"),
        ]

        #expect(world.refusalCodes() == ["not-after-teaching-started"])
    }

    @Test(
        arguments: [
            ("2026-08-30", []), ("2026-08-31", ["not-after-training-started"]),
            ("2026-11-25", ["not-after-training-started"]), ("2026-11-26", []),
        ] as [(CalendarDate, [String])])
    func `a start is at least two days after the last training began, unless that lies ahead`(
        trainingStart: CalendarDate, codes: [String]
    ) throws {
        var world = try World()
        world.placements = [
            try World.placement(
                at: 2, from: "2025-09-01",
                training: [TrainingPeriod(startedOn: trainingStart, contractPeriod: 2026)])
        ]

        #expect(world.refusalCodes() == codes)
    }

    @Test(
        arguments: [
            ("2027-03-25", nil, []), ("2027-03-26", nil, ["start-too-far-ahead"]),
            ("2027-03-26", "2027-01-31", []), ("2027-07-01", nil, ["registration-not-open"]),
        ] as [(String, CalendarDate?, [String])])
    func `a move is told at most four months ahead while the teacher is elsewhere`(
        start: String, leaving: CalendarDate?, codes: [String]
    ) throws {
        var world = try World()
        world.fields.startedOn = start
        world.placements = [try World.placement(at: 2, from: "2025-09-01", to: leaving)]

        #expect(world.refusalCodes() == codes)
    }

    @Test func `somebody new may be registered further ahead`() throws {
        var world = try World()
        world.fields.startedOn = "2027-05-31"

        #expect(world.registration() != nil)
    }

    @Test func `who proved to know the teacher is told when teaching and training started, and nobody else is`() throws
    {
        var world = try World()
        world.fields.startedOn = "2026-09-02"
        world.placements = [
            try World.placement(
                at: 2, from: "2026-08-31", training: [TrainingPeriod(startedOn: "2026-09-01", contractPeriod: 2026)])
        ]
        #expect(
            world.refusalDetails() == [
                "The teacher's latest training started on 2026-09-01. Enter a date after 2026-09-02."
            ])

        world.fields.startedOn = "2026-09-01"
        #expect(
            world.refusalDetails() == [
                """
                The teacher started teaching at the school where they last taught on 2026-08-31. \
                Enter a date after 2026-09-01.
                """
            ])

        world.identity = .refused(.notMatched)
        #expect(world.refusalCodes() == ["identity-not-matched"])
        #expect(!world.refusalDetails().joined().contains("2026"))
    }
}
