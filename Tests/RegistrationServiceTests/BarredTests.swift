import Events
import IdentityProof
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("A teacher who is barred from being registered")
struct BarredTests {
    private static let bars: [(LookupAnswered.Result, String)] = [
        (.prohibited, "trn:teacher-prohibited"), (.inductionPassed, "trn:induction-passed"),
        (.inductionFailed, "trn:induction-failed"), (.inductionExempt, "trn:induction-exempt"),
    ]

    /// Runs `body` when Sam is already at a school before the bar appears.
    private func withSam(
        barredBy bar: LookupAnswered.Result, _ body: (World) async throws -> Void
    ) async throws {
        try await World.with { world in
            try await world.deliver([try world.register(id: "c-0"), try world.register(.kim, id: "c-1")])
            var sam = Person.sam
            sam.bar = bar
            world.identity.know([sam])
            try await body(world)
        }
    }

    @Test(arguments: bars) func `who proves to know them is told every reason, the bar last`(
        bar: LookupAnswered.Result, reason: String
    ) async throws {
        try await withSam(barredBy: bar) { world in
            try await world.deliver([
                try world.register(id: "c-2") { $0.emailAddress = Personal("kim.sample@school.example") },
                try world.register(at: Fixture.otherSchool, from: "2026-09-02", id: "c-3"),
            ])

            let outcomes = try await world.outcomes()
            #expect(
                outcomes["c-2"] == [
                    "refused trn:already-registered-here emailAddress:email-address-taken \(reason)"
                ])
            #expect(outcomes["c-3"] == ["refused startedOn:not-after-teaching-started \(reason)"])
        }
    }

    @Test(arguments: [("2026-11-25", ""), ("2026-11-26", " trn:teacher-prohibited")])
    func `whoever is prohibited besides is barred twice, while it lasts`(endsOn: String, reason: String) async throws {
        try await World.with { world in
            var sam = Person.sam
            sam.bar = .inductionPassed
            sam.prohibition = Prohibition(endsOn: CalendarDate(iso: endsOn))
            world.identity.know([sam])

            try await world.deliver([try world.register(id: "c-2")])

            #expect(try await world.outcomes()["c-2"] == ["refused trn:induction-passed\(reason)"])
        }
    }

    @Test(arguments: bars) func `who proves nothing is told of no bar and of no school`(
        bar: LookupAnswered.Result, reason: String
    ) async throws {
        try await withSam(barredBy: bar) { world in
            let wrong = ClearProof(dateOfBirth: "1980-01-01")
            // In one batch with a command that proves it.
            try await world.deliver([
                try world.register(id: "c-2", proof: wrong) { $0.leadProviderID = "\(Fixture.lantern)" },
                try world.register(id: "c-3"),
            ])

            #expect(try await world.outcomes()["c-2"] == ["refused identityProof:identity-not-matched"])
        }
    }
}
