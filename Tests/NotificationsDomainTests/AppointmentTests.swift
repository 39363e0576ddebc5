import NotificationsDomain
import Testing
import Vocabulary

@Suite("Appointing an induction tutor")
struct AppointmentTests {
    @Test(arguments: [
        (String?.none, "sam@oak.example", true),
        ("sam@oak.example", "sam@oak.example", false),
        ("sam@oak.example", "Sam@Oak.example", false),
        ("kim@oak.example", "sam@oak.example", true),
    ])
    func `the tutor is told when the address is new`(kept: String?, email: String, isTold: Bool) {
        let intent = appointment(
            at: school(tutor: email), whereWas: kept.map { .somebody(Personal($0)) } ?? .nobody, live(), at: noon)

        #expect((intent != nil) == isTold)
    }

    @Test func `a corrected name is no appointment`() {
        let renamed = school(tutor: "sam@oak.example", name: "Samuel Hill")

        #expect(appointment(at: renamed, whereWas: .somebody(Personal("sam@oak.example")), live(), at: noon) == nil)
    }

    @Test func `a school without a tutor tells nobody`() {
        #expect(
            appointment(at: school(tutor: nil), whereWas: .somebody(Personal("kim@oak.example")), live(), at: noon)
                == nil)
    }

    @Test func `the letter goes to the new tutor, and its key names school and event`() throws {
        let intent = try #require(
            appointment(at: school(tutor: "sam@oak.example"), whereWas: .nobody, live(5), at: noon))

        #expect(intent.purpose == .inductionTutorAppointed)
        #expect(intent.emailAddress.revealed == "sam@oak.example")
        #expect(
            intent.dedupeKey
                == "induction-tutor.appointed/00000000-0000-0000-0000-000000000009/00000000-0000-0000-0000-000000000005"
        )
    }

    @Test(arguments: [
        (true, "sam@oak.example", 0.0, WithholdingReason?.none), (false, "sam@oak.example", 0, .schoolNotOpen),
        (true, "sam", 0, .noAddress), (true, "sam@oak.example", 4, .replay),
    ])
    func `it is withheld for a reason`(isOpen: Bool, email: String, days: Double, reason: WithholdingReason?) throws {
        let intent = try #require(
            appointment(at: school(tutor: email, isOpen: isOpen), whereWas: .nobody, replayed(after: days), at: noon))

        #expect(intent.withheld == reason)
    }

    @Test(arguments: [
        (TutorBefore.unknown, WithholdingReason?.some(.replay)), (.nobody, nil),
        (.somebody(Personal("kim@oak.example")), nil),
    ])
    func `a snapshot that is read again appoints nobody at a school that is not known`(
        before: TutorBefore, reason: WithholdingReason?
    ) throws {
        let oak = school(tutor: "sam@oak.example")

        let again = try #require(appointment(at: oak, whereWas: before, replayed(after: 0), at: noon))
        #expect(again.withheld == reason)
        let first = try #require(appointment(at: oak, whereWas: before, live(), at: noon))
        #expect(first.withheld == nil)
    }

    @Test(arguments: [
        ("sam@oak.example", String?.some("SAM@oak.example"), false), ("sam@oak.example", "kim@oak.example", true),
        ("sam@oak.example", nil, true),
    ])
    func `a letter to a tutor is superseded by the naming of another`(email: String, now: String?, isOver: Bool) {
        #expect(
            isSuperseded(.inductionTutorAppointed, to: Personal(email), tutorNow: now.map { Personal($0) }) == isOver)
    }

    @Test func `a welcome is superseded by no tutor`() {
        #expect(!isSuperseded(.ectRegisteredSchoolLed, to: Personal("jo@school.example"), tutorNow: nil))
    }
}
