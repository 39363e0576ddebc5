import RegistrationDomain
import Testing
import Vocabulary

@Suite("Naming an induction tutor")
struct AppointingInductionTutorTests {
    @Test(
        arguments: [
            ("2026-11-25", 2026), ("2026-06-01", 2026), ("2020-01-01", 2021), ("2031-01-01", nil),
        ] as [(CalendarDate, Int?)])
    func `the tutor is named for the contract period of today or the next to come`(
        today: CalendarDate, year: Int?
    ) throws {
        let school = try World.school(.stateFunded)

        let tutor = try #require(appoint("Grace Hopper", "grace@school.example", at: .known(school), on: today))

        #expect(tutor.name.rawValue == "Grace Hopper")
        #expect(tutor.emailAddress.rawValue == "grace@school.example")
        #expect(tutor.nominatedIn?.rawValue == year)
    }

    @Test func `where no contract period is near, the year of the last naming stays`() throws {
        var school = try World.school(.stateFunded)
        school.inductionTutor = AppointedTutor(
            name: try name("Grace Hopper"), emailAddress: try email("grace@school.example"), nominatedIn: 2026)

        let tutor = appoint("Ada Lovelace", "ada@school.example", at: .known(school), on: "2031-01-01")

        #expect(tutor?.nominatedIn == 2026)
    }

    @Test func `naming the same again in the same contract period changes nothing`() throws {
        var school = try World.school(.stateFunded)
        school.inductionTutor = appoint(
            "Grace Hopper", "grace@school.example", at: .known(school), on: World.today)

        let again = appoint("Grace Hopper", "grace@school.example", at: .known(school), on: World.today)

        #expect(again == school.inductionTutor)
    }

    @Test(arguments: [
        ("grace@school.example", "first"), ("Grace@School.example", "first"), ("ada@school.example", "second"),
    ])
    func `another address is another appointment, and another name is not`(address: String, naming: String) throws {
        let appointments = ["first": World.appointment(1), "second": World.appointment(2)]
        var school = try World.school(.stateFunded)
        school.inductionTutor = AppointedTutor(
            name: try name("Grace Hopper"), emailAddress: try email("grace@school.example"),
            appointment: appointments["first"])

        let tutor = try #require(
            appoint("Ada Lovelace", address, by: World.appointment(2), at: .known(school), on: World.today))

        #expect(tutor.name.rawValue == "Ada Lovelace")
        #expect(tutor.appointment == appointments[naming])
    }

    @Test func `everything that is wrong is told at once`() throws {
        let outcome = appointingInductionTutor(
            TutorDraft(reading: TutorFields(commandID: "c-1", urn: "100001", name: "", emailAddress: "grace")),
            by: World.appointment(1), at: .known(try World.school(.independent)), in: World.catalogue, on: World.today)

        #expect(outcome == .refused([.missing(.name), .notAnEmailAddress, .schoolNotFunded]))
    }

    private func appoint(
        _ name: String, _ address: String, by appointment: Appointment = World.appointment(1),
        at standing: SchoolStanding, on today: CalendarDate
    ) -> AppointedTutor? {
        let outcome = appointingInductionTutor(
            TutorDraft(reading: TutorFields(commandID: "c-1", urn: "100001", name: name, emailAddress: address)),
            by: appointment, at: standing, in: World.catalogue, on: today)
        return if case .appointed(let school) = outcome { school.inductionTutor } else { nil }
    }
}
