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
    private static let naming = UUID.version7()

    @Test func `a newer snapshot of a school that was restored does not lead to a second letter`() async throws {
        try await withWorld { world async throws in
            let appointment = appointment(at: world.clock.now)
            try await deliver(snapshot(appointment), causedBy: Self.naming, to: world)
            try await world.passes()
            #expect(world.stub.requests == 1)

            try await world.database.execute("TRUNCATE message, message_request")
            try await world.database.execute("UPDATE school SET tutor_email = 'kim@oak.example'")
            _ = try await world.desk.recover()
            world.clock.advance(minutes: 60)
            try await deliver(snapshot(appointment, name: "Oak Academy"), causedBy: UUID(), version: 2, to: world)

            #expect(try await world.states() == [.uncertain])
            try await world.passesLater()
            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a tutor of whose naming no snapshot is left is told, once Notify has been asked twice`() async throws {
        try await withWorld { world async throws in
            try await deliver(snapshot(appointment(at: world.clock.now)), causedBy: UUID(), to: world)
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
            let longAgo = appointment(at: world.clock.now.addingTimeInterval(-4 * 86_400))
            try await deliver(snapshot(longAgo), causedBy: UUID(), to: world)
            try await world.passes()

            #expect(try await world.states() == [.withheld])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["replay"])
            #expect(world.stub.lookups == 0)
            #expect(world.stub.requests == 0)
        }
    }

    private func appointment(at date: Date) -> Appointment {
        Appointment(id: AppointmentID(Self.naming), appointedAt: Instant(date))
    }

    private func snapshot(_ appointment: Appointment, name: String = "Oak School") -> SchoolUpdated {
        SchoolUpdated(
            schoolID: SchoolID(Self.naming), urn: urnOf("100001"), name: name, isOpen: true, isEligible: true,
            inductionTutor: InductionTutor(
                name: Personal("Sam Hill"), emailAddress: Personal("sam@oak.example"), appointment: appointment),
            createdAt: appointment.appointedAt)
    }

    private func deliver(
        _ snapshot: SchoolUpdated, causedBy cause: UUID, version: Int64 = 1, to world: World
    ) async throws {
        let metadata = EventMetadata(
            id: UUID.version7(), time: world.clock.now, sequence: version, causationID: cause)
        let record = try world.delivery.record(of: snapshot, metadata: metadata)
        try await world.delivery.deliver(records: [record], to: NotificationsService.schools(world.planning))
    }
}
