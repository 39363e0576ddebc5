import RegistrationDomain
import Testing
import Vocabulary

@Suite("When a registration may start")
struct RegistrationDatesTests {
    @Test(
        arguments: [
            ("2024-05-31", ["start-too-early"]), ("2024-06-01", []), ("2025-01-01", []), ("2026-11-25", []),
            ("2027-05-31", []), ("2027-06-01", ["registration-not-open"]), ("2030-01-01", ["registration-not-open"]),
        ] as [(String, [String])])
    func `a start lies between two contract periods back and the end of what is open`(
        start: String, codes: [String]
    ) throws {
        var world = try World()
        world.fields.startedOn = start

        #expect(world.refusalCodes() == codes)
    }

    @Test func `a start in a later contract period waits until that one is enabled`() throws {
        var world = try World()
        world.fields.startedOn = "2027-06-15"
        world.catalogue = catalogue(adding: World.period(2027, enabled: false))
        #expect(world.refusalCodes() == ["registration-not-open"])
        #expect(world.refusalDetails().first?.contains("the academic year 2027 to 2028 is not open yet") == true)

        world.catalogue = catalogue(adding: World.period(2027))
        #expect(world.registration() != nil)
    }

    @Test func `with fewer than two earlier contract periods there is no earliest start`() throws {
        var world = try World()
        world.fields.startedOn = "1999-09-01"
        world.catalogue = Catalogue(
            contractPeriods: [World.period(2025), World.period(2026)],
            leadProviders: Array(World.catalogue.leadProviders.values))

        #expect(world.registration() != nil)
    }

    @Test func `where no contract period covers today, provider-led training cannot be registered`() throws {
        var world = try World()
        world.today = "2031-01-01"

        #expect(world.refusalCodes() == ["no-contract-period"])
    }

    @Test(
        arguments: [
            // start, previous training's contract period -> contract period of the registration
            ("2026-09-01", nil, 2026), ("2024-07-01", nil, 2026), ("2027-07-01", nil, 2027),
            ("2026-09-01", 2025, 2025), ("2026-09-01", 2023, 2023),
            ("2026-09-01", 2022, 2024), ("2026-09-01", 2021, 2024),
        ] as [(CalendarDate, Int?, Int)])
    func `a teacher stays with the intake they began in, unless it is frozen`(
        start: CalendarDate, previous: Int?, expected: Int
    ) {
        let training = previous.map {
            TrainingPeriod(startedOn: "2023-09-01", contractPeriod: ContractPeriodYear(rawValue: $0))
        }

        let period = catalogue(adding: World.period(2027))
            .registrationPeriod(startingOn: start, after: training, on: World.today)

        #expect(period?.year.rawValue == expected)
    }

    @Test func `school-led training before says nothing of an intake`() {
        let period = World.catalogue.registrationPeriod(
            startingOn: "2026-09-01", after: TrainingPeriod(startedOn: "2024-09-01", contractPeriod: nil),
            on: World.today)

        #expect(period?.year == 2026)
    }

    @Test(
        arguments: [
            (nil, ["lead-provider-inactive"]), (2023, []), (2025, ["lead-provider-inactive"]),
            (2022, ["lead-provider-inactive"]),
        ] as [(Int?, [String])])
    func `the lead provider has to train in the contract period of the registration`(
        previous: Int?, codes: [String]
    ) throws {
        var world = try World()
        world.fields.leadProviderID = "\(World.formerProvider)"
        world.placements =
            try previous.map {
                [
                    try World.placement(
                        from: "2025-09-01",
                        training: [
                            TrainingPeriod(startedOn: "2025-09-01", contractPeriod: ContractPeriodYear(rawValue: $0))
                        ])
                ]
            } ?? []

        #expect(world.refusalCodes() == codes)
    }

    @Test(
        arguments: [
            (.refused(.notMatched), "identity-not-matched"), (.refused(.unknown), "teacher-unknown"),
            (.notAsked([.proofUnreadable]), "proof-unreadable"),
        ] as [(IdentityCheck, String)], ["2026-11-25", "2031-01-01"] as [CalendarDate])
    func `without proof nothing is said of the contract period, with a history or without`(
        unproved: (check: IdentityCheck, code: String), today: CalendarDate
    ) throws {
        var world = try World()
        world.fields.leadProviderID = "\(World.formerProvider)"
        world.identity = unproved.check
        world.today = today
        #expect(world.refusalCodes() == [unproved.code])

        world.placements = [
            try World.placement(
                from: "2025-09-01", training: [TrainingPeriod(startedOn: "2025-09-01", contractPeriod: 2025)])
        ]
        #expect(world.refusalCodes() == [unproved.code])
    }

    @Test func `a lead provider that nobody knows is refused, whatever the date`() throws {
        var world = try World()
        world.fields.leadProviderID = "\(id(99) as LeadProviderID)"
        world.fields.startedOn = nil

        #expect(world.refusalCodes() == ["missing", "lead-provider-unknown"])
    }

    private func catalogue(adding period: ContractPeriod) -> Catalogue {
        Catalogue(
            contractPeriods: World.catalogue.contractPeriods + [period],
            leadProviders: Array(World.catalogue.leadProviders.values))
    }
}
