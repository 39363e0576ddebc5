import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("What events ask for")
struct PlanningTests {
    @Test func `a registration enters one e-mail and says so`() async throws {
        try await withWorld { world async throws in
            let event = registered(programme: .providerLed)
            try await world.deliver(registrations: [event])

            #expect(try await world.states() == [.planned])
            let queued = try await world.delivery.appended(MessageQueued.self)
            #expect(queued.map(\.event.kind) == [.known(.ectRegisteredProviderLed)])
            #expect(queued.map(\.event.dedupeKey) == ["ect.registered/\(event.placementID)"])
            #expect(queued.allSatisfy { $0.metadata.causationID != nil && $0.metadata.sequence == 1 })
        }
    }

    @Test func `a registration that is read again, by whatever way, enters nothing`() async throws {
        try await withWorld { world async throws in
            let event = registered()
            try await world.deliver(registrations: [event])
            try await world.deliver(registrations: [event], isReplay: true)
            try await world.deliver(registrations: [event, event])

            #expect(try await world.states() == [.planned])
            #expect(try await world.delivery.appended(MessageQueued.self).count == 1)
        }
    }

    @Test func `training that is confirmed, once or again, asks for nothing`() async throws {
        #expect(!NotificationsService.reads.flatMap(\.topics).contains(TrainingConfirmed.topic))
        try await withWorld { world async throws in
            let registration = registered(programme: .providerLed)
            try await world.deliver(registrations: [registration])
            for partner in ["Northvale Hub", "Southvale Hub"] {
                try await world.delivery.deliver(
                    [confirmation(of: registration, with: partner)], to: NotificationsService.ects(world.planning))
            }

            #expect(try await world.states() == [.planned])
            #expect(try await world.delivery.appended(MessageQueued.self).count == 1)
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    private func confirmation(of registration: ECTRegistered, with partner: String) -> TrainingConfirmed {
        TrainingConfirmed(
            trainingPeriodID: TrainingPeriodID(UUID()), placementID: registration.placementID, trn: registration.trn,
            urn: registration.urn, partnershipID: PartnershipID(UUID()), leadProviderID: LeadProviderID(UUID()),
            leadProviderName: "Beacon", deliveryPartnerID: DeliveryPartnerID(UUID()), deliveryPartnerName: partner,
            contractPeriod: ContractPeriodYear(rawValue: 2026), scheduleIdentifier: "ecf-standard-september",
            startedOn: registration.startedOn)
    }

    @Test func `an old registration that is replayed to an empty ledger is withheld`() async throws {
        try await withWorld { world async throws in
            // Events of tests happen now; twenty years later, nobody waits for them.
            world.clock.advance(minutes: 60 * 24 * 365 * 20)
            try await world.deliver(registrations: [registered()], isReplay: true)
            try await world.deliver(schools: [school()])
            try await world.passes()

            #expect(try await world.states() == [.withheld])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["replay"])
            #expect(world.stub.requests == 0)
        }
    }

    @Test func `an old registration that comes for the first time is told, and its replays enter nothing`() async throws
    {
        try await withWorld { world async throws in
            // The broker had refused the event, and somebody corrected that long afterwards.
            world.clock.advance(minutes: 60 * 24 * 365 * 20)
            let event = registered()
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [event])
            try await world.passes()
            try await world.deliver(registrations: [event], isReplay: true)
            try await world.passesLater()

            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a tutor is told once, however often the school is published`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(schools: [school(tutor: "sam@oak.example")])
            try await world.deliver(schools: [
                school(tutor: "sam@oak.example", tutorName: "Samuel Hill"),
                school(name: "Oak Academy", tutor: "SAM@oak.example"),
            ])

            let queued = try await world.delivery.appended(MessageQueued.self)
            #expect(queued.map(\.event.kind) == [.known(.inductionTutorAppointed)])
            #expect(try await world.database.query("SELECT name FROM school", as: String.self) == ["Oak Academy"])
        }
    }

    @Test func `each of several tutors in one batch is asked for, and only the last is written to`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [
                school(tutor: "sam@oak.example"), school(tutor: "kim@oak.example"),
            ])
            try await world.passes()

            #expect(world.stub.emails.map(\.address) == ["kim@oak.example"])
            #expect(Set(try await world.states()) == [.withheld, .accepted])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["superseded"])
        }
    }

    @Test func `a replay of schools rebuilds the copies and writes to nobody`() async throws {
        try await withWorld { world async throws in
            world.clock.advance(minutes: 60 * 24 * 365 * 20)
            try await world.deliver(
                schools: [school(tutor: "sam@oak.example"), school("100002", tutor: "kim@elm.example")], isReplay: true)
            try await world.passes()

            #expect(world.stub.requests == 0)
            #expect(try await world.states() == [.withheld, .withheld])
            #expect(try await world.database.query("SELECT count(*) FROM school", as: Int.self) == [2])
        }
    }

    @Test func `all schools of the country are taken in at once`() async throws {
        try await withWorld { world async throws in
            let schools = (0..<30_000).map { school(String(100_000 + $0), name: "School \($0)") }
            let started = ContinuousClock.now
            try await world.deliver(schools: schools)
            let duration = started.duration(to: .now)

            #expect(try await world.database.query("SELECT count(*) FROM school", as: Int.self) == [30_000])
            #expect(try await world.states() == [])
            // Far more than it needs; one query per row would take minutes.
            #expect(duration < .seconds(60))
        }
    }
}
