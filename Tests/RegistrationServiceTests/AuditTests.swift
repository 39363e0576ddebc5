import Events
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Who asked for what")
struct AuditTests {
    @Test func `a command is kept with who asked, and so is everything that came of it`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "c-1") { $0.requestedBy = "user-1" },
                try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2") {
                    $0.requestedBy = "user-2"
                },
                try world.register(.kim, at: Fixture.closedSchool, id: "c-3") { $0.requestedBy = "user-3" },
                try world.register(.kim, at: Fixture.closedSchool, id: "c-4") { $0.requestedBy = nil },
            ])

            #expect(try await world.published(ECTRegistered.self).map(\.requestedBy) == ["user-1", "user-2"])
            // The other school's registration ended the placement.
            #expect(try await world.published(ECTLeftSchool.self).map(\.requestedBy) == ["user-2"])
            #expect(try await world.published(CommandAccepted.self).map(\.requestedBy) == ["user-1", "user-2"])
            #expect(try await world.published(CommandRefused.self).map(\.requestedBy) == ["user-3", nil])
            let kept = try await world.database.query(
                "SELECT requested_by FROM command ORDER BY id", as: String?.self)
            #expect(kept == ["user-1", "user-2", "user-3", nil])
        }
    }

    @Test func `whoever reported a leaving or named a tutor is kept as well`() async throws {
        try await World.with { world in
            try await world.deliver([try world.register()])
            try await world.deliver([
                ReportLeaving(
                    commandID: "c-2", urn: Fixture.school.rawValue, trn: Person.sam.trn.rawValue,
                    leavingOn: "2026-12-01", requestedBy: "user-2")
            ])
            try await world.deliver([
                SetInductionTutor(
                    commandID: "c-3", urn: Fixture.school.rawValue, name: Personal("Terry Tutor"),
                    emailAddress: Personal("terry@school.example"), requestedBy: "user-3")
            ])

            #expect(try await world.published(ECTLeftSchool.self).map(\.requestedBy) == ["user-2"])
            #expect(
                try await world.published(CommandAccepted.self).map(\.requestedBy) == ["test", "user-2", "user-3"])
        }
    }

    @Test(arguments: ["Head Teacher", "head@school.example"])
    func `who is named instead of referred to is neither kept nor published`(name: String) async throws {
        try await World.with { world in
            try await world.deliver([try world.register { $0.requestedBy = name }])

            #expect(try await world.outcomes() == ["c-1": ["refused requestedBy:names-a-person"]])
            #expect(try await world.published(CommandRefused.self).map(\.requestedBy) == [nil])
            let kept = try await world.database.query("SELECT requested_by FROM command", as: String?.self)
            #expect(kept.compactMap { $0 }.isEmpty)
        }
    }

    @Test func `a corrected name is told with the one before it and with who asked`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "c-1") {
                    $0.correctedName = Personal("Samantha Example")
                    $0.requestedBy = "user-1"
                },
                try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2") {
                    $0.correctedName = Personal("Robin Other")
                    $0.requestedBy = "user-2"
                },
            ])
            try await world.deliver([try world.register(.kim, id: "c-3")])

            let told = try await world.delivery.appended(ECTNameCorrected.self)
            #expect(told.map(\.event.previousName.revealed) == ["Sam Example", "Samantha Example"])
            #expect(told.map(\.event.name.revealed) == ["Samantha Example", "Robin Other"])
            #expect(told.map(\.event.isSignificant) == [false, true])
            #expect(told.map(\.event.requestedBy) == ["user-1", "user-2"])
            // It is published after the registration that it belongs to.
            #expect(told.map(\.metadata.sequence) == [2, 5])
            let outcomes = try await world.delivery.appended(CommandAccepted.self)
            #expect(told.map(\.metadata.causationID) == outcomes.prefix(2).map(\.metadata.causationID))
        }
    }

    @Test func `operators find a command by its id, whatever that holds`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(id: "a/b c&d") { $0.requestedBy = "user-1" },
                try world.register(.kim, at: Fixture.closedSchool, id: "c-2"),
            ])

            let accepted = try await world.get("commands?id=a%2Fb%20c%26d")
            #expect(accepted.status == 200)
            #expect(
                accepted.text.contains(#""command":"registration.ect.register","id":"a/b c&d","outcome":"accepted""#))
            #expect(accepted.text.contains(#""requestedBy":"user-1""#))
            #expect(try await world.get("commands?id=c-2").text.contains(#""reasons":["school-closed"]"#))
            #expect(try await world.get("commands?id=c-9").status == 404)
            #expect(try await world.get("commands?id=%00").status == 404)
            #expect(try await world.get("commands").status == 400)
        }
    }

    @Test func `operators list corrections, the newest first and page by page`() async throws {
        try await World.with { world in
            try await world.deliver([
                try world.register(.sam, id: "c-1") { $0.correctedName = Personal("Samantha Example") },
                try world.register(.kim, id: "c-2") { $0.correctedName = Personal("Kimberley Sample") },
            ])

            let all = try await world.get("name-corrections").text
            #expect(all.contains(#""previousName":"Sam Example""#) && all.contains(#""name":"Kimberley Sample""#))
            let newest = try await world.get("name-corrections?limit=1").text
            #expect(newest.contains("Kimberley") && !newest.contains("Samantha"))
            let earlier = try await world.get("name-corrections?before=2").text
            #expect(earlier.contains("Samantha") && !earlier.contains("Kimberley"))
            let ofSam = try await world.get("name-corrections?trn=\(Person.sam.trn.rawValue)").text
            #expect(ofSam.contains("Samantha") && !ofSam.contains("Kimberley"))
        }
    }

    @Test(arguments: ["trn=12", "before=first", "limit=0", "limit=1001", "limit=many"])
    func `a parameter that means nothing is refused`(query: String) async throws {
        try await World.with { world in
            let answer = try await world.get("name-corrections?\(query)")
            #expect(answer.status == 400)
        }
    }
}
