import Events
import HTTPTypes
import PartnershipsDomain
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("The name that a school corrects")
struct CorrectedNameTests {
    /// Runs `body` with a teacher in training whom TRS calls Samuel Example and the school Sami Example.
    private func withCorrection(_ body: (World) async throws -> Void) async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool), Fixture.teacher(),
                Fixture.registered(correctedName: "Sami Example"),
            ])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            try await body(world)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    private func names(in world: World) async throws -> [String] {
        try await world.get("participants").attribute("full_name")
    }

    @Test func `it is shown in place of what TRS says, for as long as the two differ`() async throws {
        try await withCorrection { world in
            #expect(try await names(in: world) == ["Sami Example"])

            try await world.deliver([Fixture.teacher(first: "Samantha")])

            #expect(try await names(in: world) == ["Sami Example"])
        }
    }

    @Test func `a registration without it withdraws it`() async throws {
        try await withCorrection { world in
            try await world.deliver([
                Fixture.left(on: "2026-10-31"),
                Fixture.registered(at: Fixture.otherSchool, placement: 502, from: "2026-11-01"),
            ])

            #expect(try await names(in: world) == ["Samuel Example"])
        }
    }

    @Test func `of several registrations in one batch the last has the say`() async throws {
        try await withCorrection { world in
            try await world.deliver(
                [
                    Fixture.left(on: "2026-10-31"),
                    Fixture.registered(
                        at: Fixture.otherSchool, placement: 502, from: "2026-11-01", correctedName: "Sammy Example"),
                    Fixture.left("3000001", Fixture.otherSchool, placement: 502, on: "2026-11-30"),
                    Fixture.registered(placement: 503, from: "2026-12-01"),
                ], to: "ects")

            #expect(try await names(in: world) == ["Samuel Example"])
        }
    }

    @Test func `once TRS says the same, whatever TRS says next is shown`() async throws {
        try await withCorrection { world in
            let before = try await world.get("participants").text
            world.clock.advance()

            try await world.deliver([Fixture.teacher(first: " Sami ")])
            #expect(try await names(in: world) == ["Sami Example"])
            #expect(try await world.get("participants").text == before)

            try await world.deliver([Fixture.teacher(first: "Samira")])
            #expect(try await names(in: world) == ["Samira Example"])
        }
    }

    @Test func `one that TRS agreed with before the registration arrived is none`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.teacher(first: "Sami"), Fixture.registered(correctedName: "Sami Example"),
            ])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            try await world.deliver([Fixture.teacher(first: "Samira")])

            #expect(try await names(in: world) == ["Samira Example"])
        }
    }
}
