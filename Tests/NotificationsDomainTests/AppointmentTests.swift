import Foundation
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
        let intent = appointing(
            at: school(tutor: email), whereWas: kept.map { .somebody(Personal($0)) } ?? .nobody, live(), after: .never,
            at: noon)

        #expect((intent != nil) == isTold)
    }

    @Test func `a corrected name is no appointment`() {
        let renamed = school(tutor: "sam@oak.example", name: "Samuel Hill")

        #expect(
            appointing(at: renamed, whereWas: .somebody(Personal("sam@oak.example")), live(), after: .never, at: noon)
                == nil)
    }

    @Test func `a school without a tutor tells nobody`() {
        #expect(
            appointing(
                at: school(tutor: nil), whereWas: .somebody(Personal("kim@oak.example")), live(), after: .never,
                at: noon)
                == nil)
    }

    @Test func `the letter goes to the new tutor, and its key names school and event`() throws {
        let intent = try #require(
            appointing(at: school(tutor: "sam@oak.example"), whereWas: .nobody, live(5), after: .never, at: noon))

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
            appointing(
                at: school(tutor: email, isOpen: isOpen), whereWas: .nobody, replayed(after: days), after: .never,
                at: noon))

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

        let again = try #require(appointing(at: oak, whereWas: before, replayed(after: 0), after: .never, at: noon))
        #expect(again.withheld == reason)
        let first = try #require(appointing(at: oak, whereWas: before, live(), after: .never, at: noon))
        #expect(first.withheld == nil)
    }

    /// The first snapshot follows the naming at once; a later one tells of it once more.
    @Test(arguments: [
        (
            snapshotAfterMinutes: 0.0, daysAgo: 0.0, recoveredHoursAgo: Double?.none, isReadAgain: false,
            reason: WithholdingReason?.none
        ),
        (1, 0, nil, false, nil), (0, 4, nil, false, nil), (2, 0, nil, true, nil), (2, 4, nil, true, .replay),
        (0, 1, 12, true, nil), (0, 1, 36, false, nil),
    ])
    func `an appointment counts from when the tutor was named`(
        minutes: Double, daysAgo: Double, recoveredHoursAgo: Double?, isReadAgain: Bool, reason: WithholdingReason?
    ) throws {
        let named = noon.addingTimeInterval(-daysAgo * 86_400)
        let oak = school(tutor: "sam@oak.example", appointment: appointment(5, at: named))
        let snapshot = Occurrence(eventID: uuid(7), time: named.addingTimeInterval(minutes * 60), isReplay: false)
        let recovery = Recovery(date: recoveredHoursAgo.map { noon.addingTimeInterval(-$0 * 3_600) })

        let intent = try #require(appointing(at: oak, whereWas: .unknown, snapshot, after: recovery, at: noon))

        #expect(intent.dedupeKey.hasSuffix("/00000000-0000-0000-0000-000000000005"))
        #expect(intent.occurrence.time == named)
        #expect(intent.occurrence.isReplay == isReadAgain)
        #expect(intent.withheld == reason)
    }

    @Test(arguments: [
        (known: UInt8?.some(1), now: UInt8?.some(1), address: "sam@oak.example", isTold: false),
        (1, 1, "kim@oak.example", false), (1, 2, "sam@oak.example", true), (1, nil, "sam@oak.example", false),
        (nil, 2, "sam@oak.example", false), (nil, 2, "kim@oak.example", true),
    ])
    func `who is named again after another is told again`(known: UInt8?, now: UInt8?, address: String, isTold: Bool) {
        let oak = school(tutor: address, appointment: now.map { appointment($0, at: noon) })
        let before = TutorBefore.somebody(Personal("sam@oak.example"), known.map { AppointmentID(uuid($0)) })

        #expect((appointing(at: oak, whereWas: before, live(), after: .never, at: noon) != nil) == isTold)
    }

    private func appointment(_ number: UInt8, at date: Date) -> Appointment {
        Appointment(id: AppointmentID(uuid(number)), appointedAt: Instant(date))
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
