import RegistrationDomain
import Testing
import Vocabulary

@Suite("Registering a teacher")
struct RegisteringTests {
    @Test func `an ordinary registration places the teacher at the school`() throws {
        let world = try World()

        let registration = try #require(world.registration())

        let placement = registration.placement
        #expect(placement.id == id(200))
        #expect(placement.schoolID == id(1))
        #expect(placement.startedOn == "2026-09-01")
        #expect(placement.finishedOn == nil)
        #expect(placement.workingPattern == .fullTime)
        #expect(placement.training == .providerLed(World.provider))
        #expect(placement.appropriateBodyID == id(70))
        #expect(registration.displayName == "Ada Lovelace")
        #expect(registration.closed == nil)
        #expect(registration.correctedName == nil)
    }

    @Test func `school-led training needs no lead provider`() throws {
        var world = try World()
        world.fields.trainingProgramme = "school_led"
        world.fields.leadProviderID = nil

        #expect(world.registration()?.placement.training == .schoolLed)
    }

    @Test func `everything that is wrong is told at once, each thing once`() throws {
        var world = try World()
        world.fields.startedOn = "soon"
        world.fields.leadProviderID = "\(id(99) as LeadProviderID)"
        world.school = .known(try World.school(.stateFunded, status: .closed))
        world.appropriateBody = World.body(.national, active: false)
        world.identity = .refused(.notMatched)

        #expect(
            world.refusalCodes() == [
                "not-a-date", "identity-not-matched", "school-closed", "appropriate-body-not-allowed",
                "appropriate-body-inactive", "lead-provider-unknown",
            ])
    }

    @Test(arguments: [
        (IdentityCheck.Finding.unknown, "teacher-unknown"), (.notMatched, "identity-not-matched"),
        (.deactivated, "teacher-deactivated"), (.merged, "teacher-merged"),
    ])
    func `a teacher who is not who the school says is refused`(
        finding: IdentityCheck.Finding, code: String
    ) throws {
        var world = try World()
        world.identity = .refused(finding)

        #expect(world.refusalCodes() == [code])
    }

    private static let bars: [(IdentityCheck.Bar, String)] = [
        (.prohibited, "teacher-prohibited"), (.inductionPassed, "induction-passed"),
        (.inductionFailed, "induction-failed"), (.inductionExempt, "induction-exempt"),
    ]

    @Test(arguments: bars)
    func `a teacher who is barred is refused, with everything else that stands in the way before`(
        bar: IdentityCheck.Bar, code: String
    ) throws {
        var world = try World()
        world.identity = .barred([bar])
        #expect(world.refusalCodes() == [code])

        world.placements = [try World.placement(at: 1, from: "2026-09-01")]
        world.emailAddressHolders = [try trn("7654321")]
        #expect(world.refusalCodes() == ["already-registered-here", "email-address-taken", code])

        world.placements = [try World.placement(at: 2, from: "2026-09-01")]
        world.emailAddressHolders = []
        world.fields.leadProviderID = "\(World.formerProvider)"
        #expect(world.refusalCodes() == ["lead-provider-inactive", "not-after-teaching-started", code])
    }

    @Test(arguments: IdentityCheck.Finding.allCases)
    func `who proved nothing is told neither of bars nor of schools`(finding: IdentityCheck.Finding) throws {
        var world = try World()
        world.identity = .refused(finding)
        let alone = world.refusalCodes()

        world.placements = [try World.placement(at: 1, from: "2026-09-01")]
        world.emailAddressHolders = [try trn("7654321")]

        #expect(alone.count == 1)
        #expect(world.refusalCodes() == alone)
    }

    @Test func `a proof that cannot be used is refused with its reasons`() throws {
        var world = try World()
        world.identity = .notAsked([.proofUnreadable])

        #expect(world.refusalCodes() == ["proof-unreadable"])
    }

    @Test func `a school that GIAS does not know cannot register`() throws {
        var world = try World()
        world.school = .unknown

        #expect(world.refusalCodes() == ["school-unknown"])
    }

    @Test(arguments: [
        (EstablishmentType.outsideEngland, EstablishmentStatus.open, "school-ineligible"),
        (.outOfScope, .open, "school-ineligible"), (.unknown, .open, "school-ineligible"),
        (.stateFunded, .proposedToOpen, "school-not-yet-open"), (.stateFunded, .closed, "school-closed"),
        (.outsideEngland, .proposedToOpen, "school-not-yet-open school-ineligible"),
        (.outOfScope, .closed, "school-closed school-ineligible"),
        (.independent, .proposedToOpen, "school-not-yet-open school-not-funded"),
        (.stateFunded, .open, "school-ineligible"),
    ])
    func `an establishment without a school here cannot register, and is told every reason`(
        type: EstablishmentType, status: EstablishmentStatus, codes: String
    ) throws {
        var world = try World()
        world.school = .notASchool(try World.school(type, status: status).establishment)

        #expect(world.refusalCodes().joined(separator: " ") == codes)
    }

    @Test(arguments: [
        // type, status, section 41, open training -> reasons
        SchoolRow(.stateFunded, .open, false, false, []),
        SchoolRow(.stateFunded, .proposedToClose, false, false, []),
        SchoolRow(.stateFunded, .closed, false, true, ["school-closed"]),
        SchoolRow(.stateFunded, .proposedToOpen, false, true, ["school-not-yet-open"]),
        SchoolRow(.outsideEngland, .open, false, false, ["school-ineligible"]),
        SchoolRow(.outOfScope, .open, false, true, ["school-ineligible"]),
        SchoolRow(.unknown, .closed, false, false, ["school-closed", "school-ineligible"]),
        SchoolRow(.independent, .open, true, false, []),
        SchoolRow(.independent, .open, false, false, ["school-not-funded"]),
        SchoolRow(.independent, .open, false, true, ["school-may-not-register"]),
        SchoolRow(.independent, .closed, false, false, ["school-closed", "school-not-funded"]),
    ])
    func `a school that is closed or not funded cannot register`(row: SchoolRow) throws {
        var world = try World()
        world.school = .known(
            try World.school(row.type, status: row.status, section41: row.section41, openTraining: row.openTraining))

        #expect(world.refusalCodes() == row.codes)
    }

    @Test(arguments: [EstablishmentType.outsideEngland, .outOfScope, .unknown])
    func `a school that got a type out of scope still manages what it has`(type: EstablishmentType) throws {
        let school = SchoolStanding.known(try World.school(type))

        #expect(accessBlocks(for: school, purpose: .manage) == [])
        #expect(accessBlocks(for: school, purpose: .registerECT) == [.schoolIneligible])
    }

    struct SchoolRow: Sendable, CustomTestStringConvertible {
        let type: EstablishmentType, status: EstablishmentStatus, section41: Bool, openTraining: Bool
        let codes: [String]

        init(
            _ type: EstablishmentType, _ status: EstablishmentStatus, _ section41: Bool, _ openTraining: Bool,
            _ codes: [String]
        ) {
            self.type = type
            self.status = status
            self.section41 = section41
            self.openTraining = openTraining
            self.codes = codes
        }

        var testDescription: String {
            "\(type), \(status), section 41 \(section41), open training \(openTraining)"
        }
    }

    @Test(
        arguments: [
            (EstablishmentType.stateFunded, AppropriateBodyKind.teachingSchoolHub, []),
            (.stateFunded, .national, ["appropriate-body-not-allowed"]),
            (.stateFunded, .localAuthority, ["appropriate-body-not-allowed"]),
            (.independent, .teachingSchoolHub, []), (.independent, .national, []),
            (.independent, .localAuthority, ["appropriate-body-not-allowed"]),
        ] as [(EstablishmentType, AppropriateBodyKind, [String])])
    func `state schools take a hub, independent schools a hub or a national body`(
        type: EstablishmentType, kind: AppropriateBodyKind, codes: [String]
    ) throws {
        var world = try World()
        world.school = .known(try World.school(type, section41: true))
        world.appropriateBody = World.body(kind)

        #expect(world.refusalCodes() == codes)
    }

    @Test func `an appropriate body has to be on the list, and active`() throws {
        var world = try World()
        world.appropriateBody = nil
        #expect(world.refusalCodes() == ["appropriate-body-unknown"])

        world.appropriateBody = World.body(.teachingSchoolHub, active: false)
        #expect(world.refusalCodes() == ["appropriate-body-inactive"])
    }

    @Test(
        arguments: [
            // correction in the command, earlier correction -> correction that applies, name shown
            (nil, nil, nil, "Ada Lovelace"),
            ("Ada King", nil, "Ada King", "Ada King"),
            (nil, "Ada Byron", "Ada Byron", "Ada Byron"),
            ("Ada King", "Ada Byron", "Ada King", "Ada King"),
            ("Ada Lovelace", "Ada Byron", nil, "Ada Lovelace"),
            ("  Ada King ", nil, "Ada King", "Ada King"),
        ] as [(String?, String?, String?, String)])
    func `a corrected name is shown, and the one in TRS is kept beside it`(
        given: String?, earlier: String?, standing: String?, shown: String
    ) throws {
        var world = try World()
        world.fields.correctedName = given
        world.correctedName = try earlier.map(name)

        let registration = try #require(world.registration())

        #expect(registration.correctedName?.rawValue == standing)
        #expect(registration.displayName == shown)
    }

    @Test func `an address that another teacher uses is taken`() throws {
        var world = try World()
        world.emailAddressHolders = [try trn("7654321")]

        #expect(world.refusalCodes() == ["email-address-taken"])
    }

    @Test func `an address of the teacher's own is not taken`() throws {
        var world = try World()
        world.emailAddressHolders = [try trn("1234567")]

        #expect(world.registration() != nil)
    }

    @Test func `what is known of others is told only to who proved to know the teacher`() throws {
        var world = try World()
        world.identity = .refused(.notMatched)
        world.emailAddressHolders = [try trn("7654321")]
        world.placements = [try World.placement(at: 1, from: "2026-11-24")]

        #expect(world.refusalCodes() == ["identity-not-matched"])
    }
}
