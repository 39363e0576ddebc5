import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Leaving")
struct LeavingTests {
    private func leaving(_ day: String, id: String = "c-2", at urn: URN = Fixture.school) -> ReportLeaving {
        ReportLeaving(commandID: id, urn: urn.rawValue, trn: Person.sam.trn.rawValue, leavingOn: day)
    }

    @Test func `a teacher's last day is kept and told`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register()])
            try await world.deliver([leaving("2026-12-18")])

            #expect(try await world.outcomes() == ["c-1": ["accepted"], "c-2": ["accepted"]])
            let left = try await world.published(ECTLeftSchool.self)
            #expect(left.map(\.leftOn) == ["2026-12-18"])
            #expect(left.map(\.cause) == [.known(.reportedBySchool)])
        }
    }

    @Test func `an earlier last day stands, and a later one is accepted without a word`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register()])
            try await world.deliver([leaving("2026-12-18"), leaving("2027-01-18", id: "c-3")])

            #expect(try await world.outcomes()["c-3"] == ["accepted"])
            #expect(try await world.published(ECTLeftSchool.self).map(\.leftOn) == ["2026-12-18"])
        }
    }

    @Test func `what bounds the last day is named`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register(), leaving("2026-09-02"), leaving("2027-06-01", id: "c-3")])

            let details = try await world.published(CommandRefused.self).map { $0.reasons.map(\.detail) }
            #expect(
                details == [
                    ["The teacher started teaching at this school on 2026-09-01. Enter a date after 2026-09-02."],
                    [
                        "The last day can be at most 4 months ahead. Enter a date until 2027-03-25, or report it nearer the time."
                    ],
                ])
        }
    }

    @Test func `while registration is closed teachers leave and tutors are named, and nobody is registered`()
        async throws
    {
        // These tests take place on 25 November 2026.
        let closures = try #require(RegistrationClosures(parsing: "2026-11-25/2026-11-25"))
        try await World.with { world in
            try await world.deliver([try world.register()])
            let closed = try world.with(closures: closures)
            closed.identity.know([.kim])
            try await closed.deliver([try closed.register(.kim, id: "c-3"), leaving("2026-12-18")])
            try await closed.deliver([
                SetInductionTutor(
                    commandID: "c-4", urn: Fixture.school.rawValue, name: Personal("Terry Tutor"),
                    emailAddress: Personal("terry@school.example"))
            ])

            #expect(
                try await world.outcomes() == [
                    "c-1": ["accepted"], "c-2": ["accepted"], "c-3": ["refused -:registration-closed"],
                    "c-4": ["accepted"],
                ])
            #expect(try await world.published(ECTLeftSchool.self).map(\.leftOn) == ["2026-12-18"])
        }
    }

    @Test func `registering and leaving in one batch happen in order`() async throws {
        try await World.with { world in
            try await world.deliver([
                leaving("2026-12-18", id: "c-0"), try world.register(), leaving("2026-12-18"),
                leaving("2027-12-18", id: "c-3"),
            ])

            #expect(
                try await world.outcomes() == [
                    "c-0": ["refused trn:not-at-school"], "c-1": ["accepted"], "c-2": ["accepted"],
                    "c-3": ["refused leavingOn:leaving-too-far-ahead"],
                ])
        }
    }

    static let refusals: [(String, URN, String)] = [
        ("2027-06-01", Fixture.school, "leavingOn:leaving-too-far-ahead"),
        ("2026-09-02", Fixture.school, "leavingOn:not-after-teaching-started"),
        ("someday", Fixture.school, "leavingOn:not-a-date"),
        ("2026-12-18", Fixture.otherSchool, "trn:not-at-school"),
        ("2026-12-18", "999999", "urn:school-unknown"),
    ]

    @Test(arguments: refusals)
    func `a last day that is too late, too early, unreadable or of another school is refused with its reason`(
        day: String, urn: URN, reasons: String
    ) async throws {
        try await World.with { world in
            try await world.deliver([try world.register(), leaving(day, at: urn)])

            #expect(try await world.outcomes()["c-2"] == ["refused \(reasons)"])
            #expect(try await world.published(ECTLeftSchool.self).isEmpty)
        }
    }
}

@Suite("Induction tutors")
struct TutorTests {
    private func tutor(
        _ name: String? = "Ada Tutor", _ address: String = "ada@school.example", id: String = "t-1",
        urn: URN = Fixture.school
    ) -> SetInductionTutor {
        SetInductionTutor(
            commandID: id, urn: urn.rawValue, name: name.map { Personal($0) }, emailAddress: Personal(address))
    }

    private func appointments(in world: World) async throws -> [AppointmentID] {
        try await world.published(SchoolUpdated.self).compactMap(\.inductionTutor?.appointment?.id)
    }

    @Test func `every tutor has an appointment of their own, although two commands came as one event`() async throws {
        try await World.with { world in
            let metadata = EventMetadata(id: UUID.version7(), time: Date())
            try await world.deliver(
                records: [tutor(), tutor("Bo Tutor", "bo@school.example", id: "t-2")].map {
                    try world.delivery.record(of: $0, metadata: metadata)
                })

            #expect(try await tutors(in: world) == [nil, "Ada Tutor", "Bo Tutor"])
            #expect(Set(try await appointments(in: world)).count == 2)
        }
    }

    @Test func `an appointment follows from the command, so that a restored school tells of it as before`()
        async throws
    {
        var told: [AppointmentID] = []
        for _ in 0..<2 {
            try await World.with { world in
                try await world.deliver([tutor()])
                told += try await appointments(in: world)
            }
        }
        #expect(told.count == 2 && Set(told).count == 1)
    }

    @Test func `an appointment is told within a minute`() async throws {
        try await World.with { world in
            try await world.deliver([tutor()])

            let told = try #require(try await world.delivery.appended(SchoolUpdated.self).last)
            let appointedAt = try #require(told.event.inductionTutor?.appointment?.appointedAt.date)
            #expect((0..<60).contains(told.metadata.time.timeIntervalSince(appointedAt)))
        }
    }

    @Test func `a tutor whom the version before wrote down does not have the appointment of the one before`()
        async throws
    {
        try await World.with { world in
            try await world.deliver([tutor()])
            try await world.database.execute(
                "UPDATE school SET tutor_email = 'bo@school.example' WHERE tutor_email IS NOT NULL")
            try await world.deliver([Fixture.establishment(name: "Renamed")], to: "establishments")

            let last = try await world.published(SchoolUpdated.self).last
            #expect(last?.inductionTutor?.emailAddress.revealed == "bo@school.example")
            #expect(last?.inductionTutor?.appointment == nil)
        }
    }

    private func tutors(in world: World) async throws -> [String?] {
        try await world.published(SchoolUpdated.self).filter { $0.urn == Fixture.school }
            .map { $0.inductionTutor?.name.revealed }
    }

    @Test func `a school whose tutor has an address that is refused by now goes on, and names another one`()
        async throws
    {
        try await World.with { world in
            try await world.deliver([tutor()])
            try await world.database.execute(
                "UPDATE school SET tutor_email = 'a\\b@c.de' WHERE tutor_email IS NOT NULL")
            try await world.deliver([try world.register()])
            try await world.database.execute("UPDATE placement SET email_address = 'a\\b@c.de'")
            try await world.deliver([tutor("Terry Tutor", id: "t-2")])

            #expect(try await world.outcomes() == ["t-1": ["accepted"], "c-1": ["accepted"], "t-2": ["accepted"]])
            #expect(try await tutors(in: world).last == "Terry Tutor")
        }
    }

    @Test func `a tutor is named, for this contract period`() async throws {
        try await World.with { world in
            try await world.deliver([tutor()])

            let schools = try await world.published(SchoolUpdated.self).filter { $0.urn == Fixture.school }
            #expect(schools.map { $0.inductionTutor?.name.revealed } == [nil, "Ada Tutor"])
            #expect(schools.last?.inductionTutor?.nominatedIn == 2026)
            #expect(try await world.outcomes() == ["t-1": ["accepted"]])
        }
    }

    @Test func `confirming the tutor of this period publishes nothing new`() async throws {
        try await World.with { world in
            try await world.deliver([tutor()])
            try await world.deliver([tutor(id: "t-2")])

            #expect(try await tutors(in: world) == [nil, "Ada Tutor"])
            #expect(try await world.outcomes()["t-2"] == ["accepted"])
        }
    }

    @Test func `tutors named in one batch follow each other`() async throws {
        try await World.with { world in
            try await world.deliver([
                tutor(), tutor(nil, id: "t-2"), tutor("Bo Tutor", id: "t-3"),
                tutor(id: "t-4", urn: Fixture.closedSchool),
            ])

            #expect(try await tutors(in: world) == [nil, "Ada Tutor", "Bo Tutor"])
            #expect(try await world.outcomes()["t-2"] == ["refused name:missing"])
            #expect(try await world.outcomes()["t-4"] == ["refused urn:school-closed"])
        }
    }

    @Test func `a tutor stays when GIAS changes the school`() async throws {
        try await World.with { world in
            try await world.deliver([tutor()])
            try await world.deliver([Fixture.establishment(name: "Renamed")], to: "establishments")

            let published = try await world.published(SchoolUpdated.self)
            let appointment = published.dropLast().last?.inductionTutor?.appointment
            #expect(appointment != nil)
            #expect(published.last?.name == "Renamed")
            #expect(published.last?.inductionTutor?.name.revealed == "Ada Tutor")
            #expect(published.last?.inductionTutor?.appointment == appointment)
        }
    }
}
