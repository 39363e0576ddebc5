import Events
import Foundation
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

/// Commands about one teacher, or with one address, may arrive on several partitions at the same time.
@Suite("Commands at once")
struct AtOnceTests {
    private static let people = (1...8).map {
        Person(trn: TRN(stringLiteral: "400000\($0)"), first: "Person\($0)", last: "Example", dateOfBirth: "1999-01-31")
    }

    /// Delivers each batch on a partition of its own.
    private func deliver(_ batches: [[RegisterECT]], to world: World) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for batch in batches { group.addTask { try await world.deliver(batch) } }
            try await group.waitForAll()
        }
    }

    @Test func `two schools that register the same teachers for the same day get one each or the other's`()
        async throws
    {
        try await World.with { world in
            world.identity.know(Self.people)
            let one = try Self.people.map { try world.register($0, id: "one-\($0.first)") }
            let other = try Self.people.reversed().map {
                try world.register($0, at: Fixture.otherSchool, id: "other-\($0.first)")
            }
            try await deliver([one, other], to: world)

            let outcomes = try await world.outcomes()
            #expect(outcomes.count == 16)
            for person in Self.people {
                let both = ["one-\(person.first)", "other-\(person.first)"].compactMap { outcomes[$0]?.first }
                #expect(both.sorted() == ["accepted", "refused startedOn:not-after-teaching-started"])
            }
            #expect(try await world.published(ECTRegistered.self).count == 8)
            let open = try await world.database.query(
                "SELECT count(*) FROM placement WHERE finished_on IS NULL", as: Int.self)
            #expect(open == [8])
        }
    }

    @Test func `an address that several teachers are registered with at once is one teacher's`() async throws {
        try await World.with { world in
            world.identity.know(Self.people)
            let batches = try Self.people.map { person in
                [
                    try world.register(person, id: person.first) {
                        $0.emailAddress = Personal(
                            person.trn.rawValue.hasSuffix("2") ? "ONE@x.example" : "one@x.example")
                    }
                ]
            }
            try await deliver(batches, to: world)

            let outcomes = try await world.outcomes().values.compactMap(\.first)
            #expect(outcomes.filter { $0 == "accepted" }.count == 1)
            #expect(outcomes.filter { $0 == "refused emailAddress:email-address-taken" }.count == 7)
        }
    }

    @Test func `an address is free for another teacher once its own has moved away from it, within one batch`()
        async throws
    {
        try await World.with { world in
            try await world.deliver([try world.register(.sam, id: "c-1")])
            try await world.deliver([
                try world.register(.kim, id: "c-2") { $0.emailAddress = Personal("sam.example@school.example") },
                try world.register(.sam, at: Fixture.otherSchool, from: "2026-11-01", id: "c-3") {
                    $0.emailAddress = Personal("sam@other.example")
                },
                try world.register(.kim, id: "c-4") { $0.emailAddress = Personal("sam.example@school.example") },
            ])

            #expect(
                try await world.outcomes() == [
                    "c-1": ["accepted"], "c-2": ["refused emailAddress:email-address-taken"], "c-3": ["accepted"],
                    "c-4": ["accepted"],
                ])
        }
    }
}
