import Events
import HTTPTypes
import Messaging
import PartnershipsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Registrations and departures that alternate in one batch")
struct MovesTests {
    /// The final state of a story, and the events that were published about it.
    private struct Outcome: Equatable {
        var training: [String]
        var placements: [String]
        var refusals: [String]
        var told: [EventType]
    }

    /// Moves, as registration publishes them.
    private static let moves: [any Event] = [
        Fixture.registered("3000001", placement: 601), Fixture.registered("3000002", placement: 602, by: nil),
        Fixture.left("3000001", placement: 601, on: "2026-09-20"),
        Fixture.registered("3000001", at: Fixture.otherSchool, placement: 603, from: "2026-09-21"),
        Fixture.left("3000002", placement: 602, on: "2026-09-20"),
        Fixture.registered("3000002", at: Fixture.otherSchool, placement: 604, from: "2026-09-21"),
    ]

    /// A placement is refused for an overlap and given training by the departure. A later departure then ends the open
    /// training in turn.
    private static let overlapping: [any Event] = [
        Fixture.registered("3000001", placement: 601, from: "2026-09-01"),
        Fixture.registered("3000001", at: Fixture.otherSchool, placement: 603, from: "2026-10-01"),
        Fixture.left("3000001", placement: 601, on: "2026-09-10"),
        Fixture.left("3000001", Fixture.otherSchool, placement: 603, on: "2026-12-18"),
        Fixture.registered("3000001", placement: 605, from: "2027-01-04"),
    ]

    /// A teacher comes and leaves again within the batch, with training that never takes effect.
    private static let neverTakingEffect: [any Event] = [
        Fixture.registered("3000001", placement: 601, from: "2026-11-01"),
        Fixture.left("3000001", placement: 601, on: "2026-10-01"),
        Fixture.registered("3000001", placement: 606, from: "2026-11-02"),
        Fixture.left("3000001", placement: 606, on: "2027-03-01"),
        Fixture.left("3000001", placement: 606, on: "2026-12-01"),
    ]

    /// A teacher who still waits does so for one reason, published once.
    private static let waitingOn: [any Event] = [
        Fixture.registered("3000001", placement: 601, by: LeadProviderID(Fixture.uuid(88))),
        Fixture.registered("3000001", at: Fixture.otherSchool, placement: 603),
        Fixture.left("3000001", Fixture.otherSchool, placement: 603, on: "2026-12-18"),
        Fixture.left("3000001", placement: 601, on: "2026-12-18"),
    ]

    @Test(arguments: [moves, overlapping, neverTakingEffect, waitingOn])
    func `a story ends as it would event by event`(story: [any Event]) async throws {
        let one = try await outcome { try await $0.deliver(story, to: "ects") }
        let each = try await outcome { try await $0.deliver(story) }

        #expect(one == each)
        #expect(!one.told.isEmpty)
    }

    private func outcome(of tell: (World) async throws -> Void) async throws -> Outcome {
        var outcome = Outcome(training: [], placements: [], refusals: [], told: [])
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.school(Fixture.otherSchool, name: "Other")])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let before = try await world.delivery.appendedTypes().count
            try await tell(world)
            #expect(try await world.delivery.parked().isEmpty)
            #expect(try await world.documentsDiffer() == 0)
            outcome.told = Array(try await world.delivery.appendedTypes().dropFirst(before))
            outcome.training = try await world.database.query(
                """
                SELECT concat_ws(' ', trn, placement_id, started_on, coalesce(finished_on, 'infinity'), programme,
                    contract_period, lead_provider_id, partnership_id IS NOT NULL)
                FROM training_period ORDER BY 1
                """, as: String.self)
            outcome.placements = try await world.database.query(
                "SELECT concat_ws(' ', id, trn, urn, started_on, finished_on) FROM placement ORDER BY 1",
                as: String.self)
            outcome.refusals = try await world.database.query(
                "SELECT concat_ws(' ', placement_id, code) FROM refused_training ORDER BY 1", as: String.self)
        }
        return outcome
    }

    @Test func `a batch of moves writes each document once`() async throws {
        try await World.with { world in
            let trns: [TRN] = ["3000001", "3000002", "3000003"]
            try await world.deliver([Fixture.school(), Fixture.school(Fixture.otherSchool, name: "Other")])
            try await world.deliver(
                trns.enumerated().map { Fixture.registered($1, placement: 610 + $0) }, to: "ects")
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let before = try await lastNumber(in: world)
            world.clock.set("2026-10-15T09:00:00Z")

            let moves = trns.enumerated().flatMap { number, trn -> [any Event] in
                [
                    Fixture.left(trn, placement: 610 + number, on: "2026-10-09"),
                    Fixture.registered(
                        trn, at: Fixture.otherSchool, placement: 620 + number, from: "2026-10-12",
                        registeredAt: "2026-10-15T09:00:00Z"),
                ]
            }
            try await world.deliver(moves, to: "ects")

            let partnership = try await world.get("partnerships?filter[updated_since]=2026-10-15T09:00:00Z")
            #expect(partnership.attribute("participants_currently_training") == ["0"])
            let numbers = try await lastNumber(in: world) - before
            #expect(try await writtenDocuments(since: "2026-10-15T09:00:00Z", in: world) == numbers)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    private func lastNumber(in world: World) async throws -> Int {
        try await world.database.query(
            "SELECT last FROM document_sequence WHERE lead_provider_id = \(Fixture.beacon)", as: Int.self
        ).first ?? 0
    }

    /// Returns how many documents that only this lead provider sees were written.
    private func writtenDocuments(since: Instant, in world: World) async throws -> Int {
        try await world.database.query(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM document WHERE lead_provider_id = \(Fixture.beacon) AND updated_at >= \(since)
                UNION ALL
                SELECT 1 FROM school_document WHERE lead_provider_id = \(Fixture.beacon) AND updated_at >= \(since)
            ) AS written
            """, as: Int.self
        ).first ?? 0
    }
}
