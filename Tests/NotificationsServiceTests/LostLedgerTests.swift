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

    @Test func `an e-mail of the version before is known by its id`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.database.execute("UPDATE message SET reference = NULL")
            try await world.passes()

            let ids = try await world.database.query("SELECT id FROM message", as: MessageID.self)
            #expect(world.stub.emails.map(\.reference) == ids.map(\.description))
            let clock = world.clock
            let desk = ReceiptDesk(
                database: world.database, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })
            let email = try #require(world.stub.emails.first)
            let reference = try #require(EmailReference(parsing: email.reference))
            try await desk.record(Receipt(reference: reference, notifyID: email.id, status: .delivered))
            #expect(try await world.states() == [.delivered])
        }
    }

    private func lose(_ world: World) async throws {
        try await world.database.execute("TRUNCATE message, message_request")
    }
}
