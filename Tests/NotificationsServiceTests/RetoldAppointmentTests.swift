import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

/// Every snapshot of a school names its tutor, and only the first of them because the tutor was just named.
@Suite("Appointments that are told again")
struct RetoldAppointmentTests {
    private let school = SchoolID(UUID.version7())

    @Test func `a newer snapshot of a school that was restored does not lead to a second letter`() async throws {
        try await withWorld { world async throws in
            let sam = naming("sam@oak.example", at: world.clock.now)
            try await deliver(sam, version: 1, to: world)
            try await world.passes()
            #expect(world.stub.requests == 1)

            try await world.database.execute("TRUNCATE message, message_request")
            try await world.database.execute(
                "UPDATE school SET tutor_email = 'kim@oak.example', tutor_appointment_id = NULL")
            _ = try await world.desk.recover()
            world.clock.advance(minutes: 60)
            try await deliver(sam, version: 2, schoolName: "Oak Academy", to: world)

            #expect(try await world.states() == [.uncertain])
            try await world.passesLater()
            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a tutor of whose naming no snapshot is left is told, once Notify has been asked twice`() async throws {
        try await withWorld { world async throws in
            let sam = naming("sam@oak.example", at: world.clock.now.addingTimeInterval(-600))
            try await deliver(sam, version: 1, to: world)
            world.clock.advance(minutes: 2)
            try await world.passes()
            #expect(world.stub.lookups == 1)
            #expect(world.stub.requests == 0)

            world.clock.advance(minutes: 10)
            try await world.passes()
            #expect(world.stub.emails.map(\.address) == ["sam@oak.example"])
        }
    }

    @Test func `a tutor who was named long ago is not told when something else changes at a school`() async throws {
        try await withWorld { world async throws in
            let sam = naming("sam@oak.example", at: world.clock.now.addingTimeInterval(-4 * 86_400))
            try await deliver(sam, version: 1, to: world)
            try await world.passes()

            #expect(try await world.states() == [.withheld])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["replay"])
            #expect(world.stub.lookups == 0)
            #expect(world.stub.requests == 0)
        }
    }

    @Test func `a tutor who is named again after another is told again, although no snapshot names the other`()
        async throws
    {
        try await withWorld { world async throws in
            try await deliver(naming("sam@oak.example", at: world.clock.now), version: 1, to: world)
            try await deliver(naming("sam@oak.example", number: 3, at: world.clock.now), version: 3, to: world)
            try await world.passes()

            #expect(try await world.states() == [.withheld, .accepted])
        }
    }

    @Test func `a naming is not taken for that of a tutor whom the version before wrote down`() async throws {
        try await withWorld { world async throws in
            try await deliver(naming("sam@oak.example", at: world.clock.now), version: 1, to: world)
            // That version read of another tutor, and then of this one again.
            try await world.database.execute("UPDATE school SET updated_at = updated_at + interval '1 second'")
            let again = naming("sam@oak.example", number: 3, at: world.clock.now)
            try await deliver(again, version: 4, to: world)

            #expect(try await world.delivery.appended(MessageQueued.self).count == 1)
        }
    }

    private func naming(_ address: String, number: Int = 1, at date: Date) -> InductionTutor {
        let id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(number)))
        return InductionTutor(
            name: Personal("Sam Hill"), emailAddress: Personal(address),
            appointment: Appointment(id: AppointmentID(id), appointedAt: Instant(date)))
    }

    private func deliver(
        _ tutor: InductionTutor, version: Int64, schoolName: String = "Oak School", to world: World
    ) async throws {
        let snapshot = SchoolUpdated(
            schoolID: school, urn: urnOf("100001"), name: schoolName, isOpen: true, isEligible: true,
            inductionTutor: tutor, createdAt: Instant(world.clock.now))
        let metadata = EventMetadata(id: UUID.version7(), time: world.clock.now, sequence: version)
        let record = try world.delivery.record(of: snapshot, metadata: metadata)
        try await world.delivery.deliver(records: [record], to: NotificationsService.schools(world.planning))
    }
}
