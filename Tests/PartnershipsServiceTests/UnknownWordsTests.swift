import Events
import HTTPTypes
import Messaging
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Words that only a newer writer knows")
struct UnknownWordsTests {
    @Test func `a registration with an unknown programme parks, and others are trained`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            var strange = Fixture.registered("3000001", placement: 701)
            strange.training.programme = OpenWord(rawValue: "self_led")

            try await world.deliver([strange, Fixture.registered("3000002", placement: 702)], to: "ects")

            let parked = try await world.delivery.parked()
            #expect(parked.map(\.key) == ["3000001"])
            #expect(parked.first?.reason.hasPrefix("training.programme has a word") == true)
            #expect(
                try await world.published(TrainingExpressionOfInterestMade.self).map(\.trn) == ["3000002"])
        }
    }

    @Test func `an unknown working pattern is kept, and lead providers are shown none`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            var registration = Fixture.registered()
            registration.workingPattern = OpenWord(rawValue: "term_time")
            registration.appropriateBody.kind = OpenWord(rawValue: "guild")

            try await world.deliver([registration], to: "ects")

            #expect(try await world.delivery.parked().isEmpty)
            #expect(try await world.get("participants").text.contains(#""working_pattern":null"#))
            let kept = try await world.database.query("SELECT working_pattern FROM placement", as: String.self)
            #expect(kept == ["term_time"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a departure for an unknown cause ends training all the same`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            var departure = Fixture.left(on: "2026-09-20")
            departure.cause = OpenWord(rawValue: "school-closed")

            try await world.deliver([Fixture.registered(), departure], to: "ects")

            #expect(try await world.published(TrainingFinished.self).map(\.finishedOn) == ["2026-09-20"])
        }
    }
}
