import Events
import Foundation
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

/// The database was restored from a backup, or its rows were lost in another way, and events are published again.
@Suite("A ledger that lost its rows")
struct LostLedgerTests {
    @Test func `what was sent before is found at Notify and not sent again`() async throws {
        try await withWorld { world async throws in
            let registration = registered()
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registration])
            try await world.passes()

            try await lose(world)
            try await world.deliver(registrations: [registration], isReplay: true)
            #expect(try await world.states() == [.uncertain])
            try await world.passesLater()

            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `what was never sent is sent once Notify has been asked twice`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()], isReplay: true)
            try await world.passes()
            #expect(world.stub.lookups == 1)
            #expect(world.stub.requests == 0)

            world.clock.advance(minutes: 10)
            try await world.passes()
            #expect(world.stub.lookups == 2)
            #expect(world.stub.emails.count == 1)
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test func `what happened before a ledger was recovered is asked for, although its record does not say replay`()
        async throws
    {
        try await withWorld { world async throws in
            let registration = registered(1)
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registration])
            try await world.passes()
            try await lose(world)
            _ = try await world.desk.recover()

            // The consumer group was set back, and reads the registration once more.
            try await deliver(registration, version: 2, at: world.clock.now.addingTimeInterval(-60), to: world)
            #expect(try await world.states() == [.uncertain])
            try await world.passesLater()
            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)

            try await deliver(registered(2), version: 1, at: world.clock.now, to: world)
            try await world.passes()
            #expect(world.stub.requests == 2)
        }
    }

    private func deliver(_ event: ECTRegistered, version: Int64, at time: Date, to world: World) async throws {
        let record = try world.delivery.record(
            of: event, metadata: EventMetadata(id: UUID.version7(), time: time, sequence: version))
        try await world.delivery.deliver(records: [record], to: NotificationsService.ects(world.planning))
    }

    @Test func `what was sent a second time is not sent a third time`() async throws {
        try await withWorld { world async throws in
            let registration = registered()
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registration])
            try await world.passes()
            world.stub.settle("temporary-failure")
            for _ in 0..<2 { try await world.passesLater() }
            #expect(world.stub.requests == 2)

            try await lose(world)
            world.stub.settle("temporary-failure")
            try await world.deliver(registrations: [registration], isReplay: true)
            for _ in 0..<4 { try await world.passesLater() }

            #expect(try await world.states() == [.failed, .failed])
            #expect(world.stub.requests == 2)
        }
    }

    @Test func `what a backup holds as planned, and was sent since, is not sent again`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered(1), registered(2)])
            world.stub.recipient("jo2@school.example", meets: .serverError)
            try await world.passes()
            #expect(world.stub.emails.count == 1)

            try await world.database.execute(
                """
                UPDATE message SET state = 'planned', attempt = 0, reference = NULL, notify_id = NULL,
                    due_at = \(world.clock.now), queued_at = \(world.clock.now.addingTimeInterval(-4 * 86_400))
                """)
            #expect(try await world.desk.recover() == 2)
            world.stub.recipient("jo2@school.example", meets: .accept)
            for _ in 0..<2 {
                world.clock.advance(minutes: 10)
                try await world.passes()
            }

            #expect(try await world.states() == [.accepted, .accepted])
            #expect(world.stub.emails.map(\.address) == ["jo1@school.example", "jo2@school.example"])
        }
    }

    @Test func `a second e-mail that was sent after the backup was made is not sent again`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")
            try await world.database.execute("CREATE TABLE backup AS SELECT * FROM message WHERE round = 0")
            try await world.passesLater()
            #expect(world.stub.requests == 2)

            try await lose(world)
            try await world.database.execute("INSERT INTO message SELECT * FROM backup")
            try await world.database.execute(
                "UPDATE message SET state = 'accepted', reason = NULL, due_at = \(world.clock.now)")
            #expect(try await world.desk.recover() == 0)
            for _ in 0..<3 { try await world.passesLater() }

            #expect(try await world.states() == [.failed, .accepted])
            #expect(world.stub.requests == 2)
        }
    }

    /// The version before sends under the id. It leaves the reference as it is, which may be set for another reason.
    @Test(arguments: [false, true])
    func `what the version before has sent is found by its id`(hasReference: Bool) async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            let id = try #require(
                try await world.database.query("SELECT id FROM message", as: MessageID.self).first)
            let reference = EmailReference(id.rawValue)
            let welcome = letter(
                for: .ectRegisteredSchoolLed, to: Personal("Jo"), schoolName: "Oak", links: World.links)
            _ = await world.client(at: world.address).send(
                welcome, to: Personal("jo1@school.example"), reference: reference)
            try await world.database.execute("UPDATE message SET state = 'uncertain', attempt = 1")
            if hasReference {
                try await world.database.execute("UPDATE message SET reference = reference_of(dedupe_key)")
            } else {
                try await world.passesLater()
                #expect(try await world.states() == [.accepted])
            }
            #expect(world.stub.requests == 1)

            let clock = world.clock
            let desk = ReceiptDesk(
                database: world.database, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })
            let email = try #require(world.stub.emails.first)
            try await desk.record(Receipt(reference: reference, notifyID: email.id, status: .delivered))
            #expect(try await world.states() == [.delivered])
        }
    }

    private func lose(_ world: World) async throws {
        try await world.database.execute("TRUNCATE message, message_request")
    }
}
