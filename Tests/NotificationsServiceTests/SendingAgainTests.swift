import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("E-mails that did not arrive")
struct SendingAgainTests {
    @Test func `after a temporary failure a new e-mail goes out a day later, once`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")
            #expect(try await world.states() == [.failed, .planned])

            world.clock.advance(minutes: 24 * 60 - 1)
            try await world.passes()
            #expect(world.stub.requests == 1)
            world.clock.advance(minutes: 1)
            try await world.passes()
            #expect(world.stub.requests == 2)
            #expect(Set(world.stub.emails.map(\.address)) == ["jo1@school.example"])
            // Each has its own reference, so that neither is mistaken for the other.
            #expect(Set(world.stub.emails.map(\.reference)).count == 2)

            world.stub.settle("temporary-failure")
            try await world.passesLater()
            #expect(try await world.states() == [.failed, .failed])
            #expect(world.stub.requests == 2)
        }
    }

    @Test func `everybody is told of the new e-mail, with the first one's id`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")

            let queued = try await world.delivery.appended(MessageQueued.self)
            let first = try #require(queued.first?.event)
            #expect(queued.map(\.event.originalID) == [nil, first.messageID])
            #expect(queued.last?.event.dedupeKey == first.dedupeKey + "/again-1")
            #expect(queued.map(\.metadata.sequence) == [1, 1])
            #expect(Set(queued.map(\.metadata.correlationID)).count == 1)
        }
    }

    @Test func `a technical failure is tried anew four times in all`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "technical-failure")
            for _ in 0..<8 {
                try await world.passesLater()
                world.stub.settle("technical-failure")
            }

            #expect(world.stub.requests == 4)
            #expect(try await world.states() == Array(repeating: .failed, count: 4))
        }
    }

    @Test(arguments: ["permanent-failure", "cancelled", "failed"])
    func `a bounce, or what nobody can explain, is left to an operator`(status: String) async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: status)
            try await world.passesLater()

            #expect(try await world.states() == [.failed])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `one that arrives after all keeps the next one back`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")
            try await world.database.execute("UPDATE message SET state = 'delivered' WHERE round = 0")
            try await world.passesLater()

            #expect(try await world.states() == [.delivered, .withheld])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["arrived"])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a tutor who was replaced meanwhile is not written to again`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school(tutor: "sam@oak.example")])
            try await world.passes()
            world.stub.settle("temporary-failure")
            world.clock.advance(minutes: 6 * 60)
            try await world.passes()
            try await world.deliver(schools: [school(tutor: "kim@oak.example")])
            try await world.passesLater()

            #expect(world.stub.emails.map(\.address) == ["sam@oak.example", "kim@oak.example"])
            #expect(try await world.delivery.appended(MessageWithheld.self).map(\.event.reason) == ["superseded"])
        }
    }

    @Test func `an uncertain second e-mail is not taken for the first`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")
            world.stub.next(.serverError)
            world.clock.advance(minutes: 24 * 60)
            try await world.passes()
            #expect(try await world.states() == [.failed, .uncertain])

            // Under its own reference, Notify has only the first one: the second was never accepted.
            for _ in 0..<2 {
                world.clock.advance(minutes: 10)
                try await world.passes()
            }
            #expect(try await world.states() == [.failed, .accepted])
            #expect(world.stub.emails.count == 2)
        }
    }

    @Test func `several that fail at once are each sent again once`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...30).map { registered($0) })
            try await world.passes()
            world.stub.settle("temporary-failure")
            world.clock.advance(minutes: 6 * 60)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try await world.passes() } }
                try await group.waitForAll()
            }
            try await world.passesLater()

            #expect(world.stub.requests == 60)
            #expect(Set(world.stub.emails.map(\.reference)).count == 60)
        }
    }

    @Test func `those that nobody sends again by themselves are counted, and how long one has waited`() async throws {
        try await withWorld { world async throws in
            let ledger = LedgerStore()
            try await world.welcome(thatBecame: "temporary-failure")
            #expect(try await ledger.givenUp(in: world.database) == 0)

            world.stub.settle("temporary-failure")
            try await world.passesLater()
            world.stub.settle("temporary-failure")
            try await world.passesLater()
            #expect(try await ledger.givenUp(in: world.database) == 1)
            #expect(try await ledger.oldestUndeliveredAge(in: world.database) == 0)

            try await world.deliver(registrations: [registered(2, at: "100002")])
            try await world.database.execute(
                "UPDATE message SET queued_at = clock_timestamp() - interval '5 hours' WHERE state = 'planned'")
            #expect(try await ledger.oldestUndeliveredAge(in: world.database) > 4 * 3_600)
        }
    }
}
