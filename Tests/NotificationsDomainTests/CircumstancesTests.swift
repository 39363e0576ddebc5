import Foundation
import NotificationsDomain
import Testing
import Vocabulary

@Suite("What has happened since an e-mail was asked for")
struct CircumstancesTests {
    private static let today = CalendarDate.inLondon(at: noon)

    @Test(
        arguments: [
            (-30, false, true), (-1, false, true), (0, false, false), (1, false, false), (200, false, false),
            (-1, true, true),
            (200, true, true),
        ])
    func `a school that is left welcomes nobody, nor one from which another school took the teacher over`(
        daysAhead: Int, isRegisteredAnew: Bool, isOver: Bool
    ) {
        let departure = Departure(
            leftOn: Self.today.adding(days: daysAhead), isRegisteredAnew: isRegisteredAnew)
        let reason: WithholdingReason? = isOver ? .left : nil

        #expect(departure.endsWelcome(at: noon) == isOver)
        #expect(welcome(departure).reasonToWithhold(at: noon) == reason)
    }

    @Test func `the last day passes while the letter waits`() {
        let departure = Departure(leftOn: Self.today, isRegisteredAnew: false)

        #expect(welcome(departure).reasonToWithhold(at: noon) == nil)
        #expect(welcome(departure).reasonToWithhold(at: noon.addingTimeInterval(86_400)) == .left)
    }

    @Test func `a welcome of which nothing more was told is sent`() {
        #expect(welcome(nil).reasonToWithhold(at: noon) == nil)
    }

    @Test func `what arrived is not sent again, whatever else has happened`() {
        let departure = Departure(leftOn: Self.today, isRegisteredAnew: true)
        var arrived = welcome(departure)
        arrived.hasArrived = true

        #expect(arrived.reasonToWithhold(at: noon) == .arrived)
    }

    @Test(
        arguments: [
            ("sam@oak.example", nil), ("Sam@Oak.example", nil), ("kim@oak.example", .superseded), (nil, .superseded),
        ] as [(String?, WithholdingReason?)])
    func `a tutor is written to for as long as the school has no other`(now: String?, reason: WithholdingReason?) {
        let appointment = Circumstances(
            purpose: .inductionTutorAppointed, emailAddress: Personal("sam@oak.example"),
            tutorNow: now.map { Personal($0) })

        #expect(appointment.reasonToWithhold(at: noon) == reason)
    }

    @Test func `a tutor is not written to once the school is closed, and a teacher is`() {
        let address = Personal("sam@oak.example")
        let appointment = Circumstances(
            purpose: .inductionTutorAppointed, emailAddress: address, tutorNow: address, isSchoolClosed: true)
        let welcome = Circumstances(purpose: .ectRegisteredSchoolLed, emailAddress: address, isSchoolClosed: true)

        #expect(appointment.reasonToWithhold(at: noon) == .schoolNotOpen)
        #expect(welcome.reasonToWithhold(at: noon) == nil)
    }

    @Test func `a tutor who was named, replaced and named again is told by the last letter`() {
        let address = Personal("sam@oak.example")
        let first = Circumstances(
            purpose: .inductionTutorAppointed, emailAddress: address, tutorNow: address, isNamedAnew: true)
        let last = Circumstances(purpose: .inductionTutorAppointed, emailAddress: address, tutorNow: address)

        #expect(first.reasonToWithhold(at: noon) == .superseded)
        #expect(last.reasonToWithhold(at: noon) == nil)
    }

    private func welcome(_ departure: Departure?) -> Circumstances {
        Circumstances(
            purpose: .ectRegisteredSchoolLed, emailAddress: Personal("jo@school.example"), departure: departure)
    }
}
