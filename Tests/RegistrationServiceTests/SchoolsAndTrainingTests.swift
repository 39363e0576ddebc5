import Events
import Foundation
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Schools follow GIAS")
struct SchoolsTests {
    @Test func `establishments in scope get a school, and only they`() async throws {
        try await World.with { world in
            let schools = try await world.published(SchoolUpdated.self)
            #expect(
                Set(schools.map(\.urn)) == [
                    Fixture.school, Fixture.otherSchool, Fixture.closedSchool, Fixture.unfundedSchool,
                ])
            let eligible = schools.filter(\.isEligible).map(\.urn)
            #expect(Set(eligible) == [Fixture.school, Fixture.otherSchool])
            #expect(schools.first { $0.urn == Fixture.closedSchool }?.isOpen == false)
        }
    }

    @Test func `a snapshot that changes nothing for schools is not told on`() async throws {
        try await World.with { world in
            let before = try await world.published(SchoolUpdated.self)
            try await world.deliver(
                [Fixture.establishment(importID: Fixture.uuid(91)), Fixture.establishment(Fixture.university)],
                to: "establishments")
            let after = try await world.published(SchoolUpdated.self)

            // The university became a community school.
            #expect(after.count == before.count + 1)
            #expect(after.last?.urn == Fixture.university)
        }
    }

    @Test func `a school that closes is told on once, in its last state`() async throws {
        try await World.with { world in
            let before = try await world.published(SchoolUpdated.self).count
            try await world.deliver(
                [
                    Fixture.establishment(status: .proposedToClose),
                    Fixture.establishment(status: .closed, closedOn: "2026-08-31"),
                ], to: "establishments")

            let news = try await world.published(SchoolUpdated.self).dropFirst(before)
            #expect(news.map(\.isOpen) == [false])
        }
    }

    @Test func `links are replaced as a whole`() async throws {
        try await World.with { world in
            func links(_ urns: [URN]) -> EstablishmentLinksUpdated {
                EstablishmentLinksUpdated(
                    urn: Fixture.school, links: urns.map { EstablishmentLink(urn: $0, type: "Successor") },
                    importID: Fixture.uuid(90))
            }
            try await world.deliver([links(["100008", "100009"])], to: "establishments")
            try await world.deliver([links(["100009", "100009"])], to: "establishments")

            let known = try await world.database.query("SELECT linked_urn FROM establishment_link", as: URN.self)
            #expect(known == ["100009"])
        }
    }
}

@Suite("What is shown of training")
struct TrainingTests {
    /// Registers a teacher and returns the placement.
    private func registered(in world: World) async throws -> PlacementID {
        try await world.deliver([try world.register()])
        return try #require(try await world.published(ECTRegistered.self).first).placementID
    }

    private func interest(_ placement: PlacementID) -> TrainingExpressionOfInterestMade {
        TrainingExpressionOfInterestMade(
            trainingPeriodID: TrainingPeriodID(Fixture.uuid(50)), placementID: placement, trn: Person.sam.trn,
            urn: Fixture.school, leadProviderID: Fixture.beacon, leadProviderName: "Beacon", contractPeriod: 2026,
            scheduleIdentifier: "ecf-standard-september", startedOn: "2026-11-25")
    }

    private func confirmation(_ placement: PlacementID) -> TrainingConfirmed {
        TrainingConfirmed(
            trainingPeriodID: TrainingPeriodID(Fixture.uuid(50)), placementID: placement, trn: Person.sam.trn,
            urn: Fixture.school, partnershipID: PartnershipID(Fixture.uuid(60)), leadProviderID: Fixture.beacon,
            leadProviderName: "Beacon", deliveryPartnerID: DeliveryPartnerID(Fixture.uuid(61)),
            deliveryPartnerName: "Southvale Hub", contractPeriod: 2026, scheduleIdentifier: "ecf-standard-september",
            startedOn: "2026-11-25")
    }

    @Test func `training waits for the lead provider until it is confirmed`() async throws {
        try await World.with { world in
            let id = try await registered(in: world)
            #expect(try await world.get("ects/\(id)").text.contains(#""state":"unknown""#))

            try await world.deliver([interest(id)], to: "training")
            let waiting = try await world.get("ects/\(id)").text
            #expect(waiting.contains(#""state":"awaiting-confirmation""#))
            #expect(waiting.contains(#""leadProvider":"Beacon""#))

            try await world.deliver([confirmation(id)], to: "training")
            let confirmed = try await world.get("ects/\(id)").text
            #expect(confirmed.contains(#""state":"confirmed""#))
            #expect(confirmed.contains(#""deliveryPartner":"Southvale Hub""#))
        }
    }

    @Test func `school-led, refused and cancelled training are told apart`() async throws {
        try await World.with { world in
            let id = try await registered(in: world)
            let refused = TrainingRefused(
                placementID: id, trn: Person.sam.trn, urn: Fixture.school, code: "no-schedule", detail: "No schedule.")
            try await world.deliver([refused], to: "training")
            #expect(try await world.get("ects/\(id)").text.contains(#""refusal":"no-schedule","state":"refused""#))

            let period = TrainingPeriodID(Fixture.uuid(51))
            let schoolLed = SchoolLedTrainingStarted(
                trainingPeriodID: period, placementID: id, trn: Person.sam.trn, urn: Fixture.school,
                startedOn: "2026-11-25")
            try await world.deliver([schoolLed], to: "training")
            #expect(try await world.get("ects/\(id)").text.contains(#""state":"school-led""#))

            let cancelled = TrainingCancelled(
                trainingPeriodID: period, placementID: id, trn: Person.sam.trn, urn: Fixture.school)
            try await world.deliver([cancelled], to: "training")
            #expect(try await world.get("ects/\(id)").text.contains(#""state":"unknown""#))
        }
    }

    @Test func `nothing may cut short training that has begun`() async throws {
        try await World.with { world in
            let id = try await registered(in: world)
            try await world.deliver([interest(id)], to: "training")
            try await world.deliver([
                ReportLeaving(
                    commandID: "c-2", urn: Fixture.school.rawValue, trn: Person.sam.trn.rawValue,
                    leavingOn: "2026-11-26")
            ])

            #expect(try await world.outcomes()["c-2"] == ["refused leavingOn:not-after-training-started"])
        }
    }

    @Test func `a school is shown with its teachers`() async throws {
        try await World.with { world in
            let id = try await registered(in: world)
            let shown = try await world.get("schools/\(Fixture.school.rawValue)")

            #expect(shown.status == 200)
            #expect(shown.text.contains(#""id":"\#(id)""#))
            #expect(shown.text.contains(#""isEligible":true"#))
        }
    }

    @Test func `a teacher is shown under the name of today, with where it comes from`() async throws {
        try await World.with { world in
            let id = try await registered(in: world)
            func shown() async throws -> String { try await world.get("ects/\(id)").text }
            #expect(try await shown().contains(#""name":"Sam Example","nameSource":"registration""#))

            try await world.deliver([teacher(last: "Married")], to: "teachers")
            #expect(try await shown().contains(#""name":"Sam Married","nameSource":"teaching-record-system""#))

            let move = try world.register(at: Fixture.otherSchool, from: "2026-11-01", id: "c-2") {
                $0.correctedName = Personal("Samantha Married")
            }
            try await world.deliver([move])
            #expect(try await shown().contains(#""name":"Samantha Married","nameSource":"correction""#))
        }
    }

    private func teacher(last: String) -> TeacherUpdated {
        TeacherUpdated(
            trn: Person.sam.trn, status: .active,
            facts: TeacherFacts(
                firstName: Personal("Sam"), lastName: Personal(last),
                induction: InductionRecord(status: .inProgress, startedOn: nil)))
    }

    static let wrongPaths = [
        ("ects/one", 400), ("ects/00000000-0000-4000-8000-000000000000", 404), ("schools/School", 400),
        ("schools/999999", 404),
    ]

    @Test(arguments: wrongPaths) func `what is not there is said to be not there`(path: String, status: Int)
        async throws
    {
        try await World.with { world in
            let answer = try await world.get(path)
            #expect(answer.status == status)
        }
    }
}
