import Events
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Schools that operators mark as eligible")
struct SchoolDeskTests {
    private func desk(_ world: World) -> SchoolDesk {
        SchoolDesk(
            database: world.database, outbox: Outbox(service: "registration", now: { World.now.date }),
            now: { World.now.date })
    }

    private func news(of urn: URN, in world: World) async throws -> [Bool] {
        try await world.published(SchoolUpdated.self).filter { $0.urn == urn }.map(\.isEligible)
    }

    @Test func `everybody is told of a mark and of its end, and it is kept who made it and why`() async throws {
        try await World.with { world in
            let urn = Fixture.unfundedSchool
            let marked = try await desk(world).mark(urn.rawValue, asEligible: true, because: "A pilot", actor: "pat")
            #expect(marked == .init(isNews: true, isEligible: true))
            #expect(try await world.get("schools/\(urn.rawValue)").text.contains(#""isMarkedAsEligible":true"#))

            let unmarked = try await desk(world).mark(
                urn.rawValue, asEligible: false, because: "It ended", actor: "kim")
            #expect(unmarked == .init(isNews: true, isEligible: false))

            #expect(try await news(of: urn, in: world) == [false, true, false])
            let kept = try await world.database.query(
                "SELECT urn, is_marked_as_eligible, actor, reason FROM school_marking ORDER BY seq",
                as: (URN, Bool, String, String).self)
            #expect(kept.map(\.0) == [urn, urn] && kept.map(\.1) == [true, false])
            #expect(kept.map(\.2) == ["pat", "kim"] && kept.map(\.3) == ["A pilot", "It ended"])
        }
    }

    @Test func `a mark that changes nothing is kept once and told to nobody`() async throws {
        try await World.with { world in
            let urn = Fixture.school
            let desk = desk(world)
            let first = try await desk.mark(urn.rawValue, asEligible: true, because: "To be sure", actor: "pat")
            let second = try await desk.mark(urn.rawValue, asEligible: true, because: "To be sure", actor: "pat")

            #expect(first == .init(isNews: true, isEligible: true))
            #expect(second == .init(isNews: false, isEligible: true))
            #expect(try await news(of: urn, in: world) == [true])
            #expect(try await world.database.query("SELECT count(*) FROM school_marking", as: Int.self) == [1])
        }
    }

    @Test func `a mark outlives what GIAS says later`() async throws {
        try await World.with { world in
            let urn = Fixture.school
            _ = try await desk(world).mark(urn.rawValue, asEligible: true, because: "A pilot", actor: "pat")
            try await world.deliver(
                [Fixture.establishment(urn, type: "Other independent school")], to: "establishments")

            #expect(try await world.get("schools/\(urn.rawValue)").text.contains(#""isEligible":true"#))
        }
    }

    @Test(
        arguments: [
            ("School", "A URN has 5 or 6 digits."), ("999999", "No school has this URN."),
            (Fixture.closedSchool.rawValue, "This school is closed."),
            (Fixture.university.rawValue, "Establishments of this type"),
        ])
    func `what cannot be marked is refused with the reason, and nothing is kept`(
        urn: String, words: String
    ) async throws {
        try await World.with { world in
            let before = try await world.published(SchoolUpdated.self).count
            let problem = await #expect(throws: SchoolDesk.Refused.self) {
                try await desk(world).mark(urn, asEligible: true, because: "A pilot", actor: "pat")
            }

            #expect(problem?.description.hasPrefix(words) == true)
            #expect(try await world.published(SchoolUpdated.self).count == before)
            #expect(try await world.database.query("SELECT count(*) FROM school_marking", as: Int.self) == [0])
        }
    }

    @Test func `a mark needs a reason`() async throws {
        try await World.with { world in
            await #expect(throws: SchoolDesk.Refused.self) {
                try await desk(world).mark(Fixture.school.rawValue, asEligible: true, because: " ", actor: "pat")
            }
        }
    }
}
