import Events
import Foundation
import HTTPTypes
import Kafka
import Messaging
import PartnershipsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Events, whole, twice and out of place")
struct EventHandlingTests {
    @Test func `an event that comes again changes nothing`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            let subscription = try #require(world.service.subscriptions.first { $0.name == "ects" })
            let records = try await world.delivery.deliver([Fixture.registered()], to: subscription)
            let before = try await world.delivery.appendedTypes()

            try await world.delivery.deliver(records: records, to: subscription)

            #expect(try await world.delivery.appendedTypes() == before)
            let periods = try await world.database.query("SELECT count(*) FROM training_period", as: Int.self)
            #expect(periods == [1])
        }
    }

    @Test func `a story in one batch ends as it would event by event`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.school(Fixture.otherSchool)])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            try await world.deliver(
                [
                    Fixture.registered("3000001", placement: 401, from: "2026-09-01"),
                    Fixture.registered("3000002", placement: 402, by: nil),
                    Fixture.left("3000001", placement: 401, on: "2026-09-20"),
                    Fixture.registered("3000001", at: Fixture.otherSchool, placement: 403, from: "2026-09-21"),
                    Fixture.left("3000002", placement: 402, on: "2026-09-15"),
                ], to: "ects")

            let participants = try await world.get("participants")
            #expect(participants.attribute("teacher_reference_number") == ["3000001"])
            #expect(participants.text.contains(#""participant_status":"leaving""#))
            #expect(try await world.published(TrainingFinished.self).map(\.finishedOn) == ["2026-09-20"])
            #expect(try await world.published(TrainingCancelled.self).count == 1)
            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.startedOn) == ["2026-09-21"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a departure from where nobody was registered waits for an operator, alone`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])

            try await world.deliver(
                [
                    Fixture.left("3000009", placement: 999, on: "2026-12-01"),
                    Fixture.registered("3000001", placement: 404),
                ], to: "ects")

            let parked = try await world.delivery.parked()
            #expect(parked.count == 1)
            #expect(try await world.published(TrainingExpressionOfInterestMade.self).count == 1)
        }
    }

    @Test func `a provider that is not in the catalogue is refused, and the others are trained`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])

            try await world.deliver(
                [
                    Fixture.registered("3000001", placement: 405, by: LeadProviderID(Fixture.uuid(88))),
                    Fixture.registered("3000002", placement: 406),
                ], to: "ects")

            #expect(try await world.published(TrainingRefused.self).map(\.code) == ["lead-provider-unknown"])
            #expect(try await world.published(TrainingExpressionOfInterestMade.self).map(\.trn) == ["3000002"])
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    @Test func `what is published names what caused it`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            let subscription = try #require(world.service.subscriptions.first { $0.name == "ects" })
            let first = try world.delivery.record(of: Fixture.registered("3000001", placement: 407))
            let second = try world.delivery.record(of: Fixture.registered("3000002", placement: 408))

            try await world.delivery.deliver(records: [first, second], to: subscription)

            let causes = try await world.delivery.appended(TrainingExpressionOfInterestMade.self)
                .map(\.metadata.causationID?.lowercase)
            let ids = [first, second].map { $0.header("ce_id").map { String(decoding: $0, as: UTF8.self) } }
            #expect(causes == ids)
        }
    }

    @Test func `1,200 schools that are delivered together are each projected once`() async throws {
        try await World.with { world in
            let schools = try (0..<1_200).map { number in
                Fixture.school(try #require(URN(exactly: String(150_000 + number))), name: "School \(number)")
            }

            try await world.deliver(schools, to: "schools")

            let page = try await world.get("schools?filter[cohort]=2026&page[per_page]=3000")
            #expect(page.ids.count == 1_200)
            #expect(Set(page.ids).count == 1_200)
            #expect(try await world.documentsDiffer() == 0)
        }
    }
}
