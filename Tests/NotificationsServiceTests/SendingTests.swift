import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Sending")
struct SendingTests {
    @Test func `an accepted e-mail is recorded, and carries our reference and the letter`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.passes()

            let email = try #require(world.stub.emails.first)
            let references = try await world.database.query("SELECT reference FROM message", as: EmailReference.self)
            #expect(email.reference == references.first?.description)
            #expect(email.address == "jo1@school.example")
            #expect(email.personalisation["body"]?.contains("Oak School") == true)
            #expect(Set(email.personalisation.keys) == ["subject", "body"])
            #expect(try await world.states() == [.accepted])
            let accepted = try await world.delivery.appended(MessageAccepted.self)
            #expect(accepted.map(\.event.notifyID) == [email.id])
            #expect(accepted.map(\.metadata.sequence) == [2])
        }
    }

    @Test func `a letter waits for the name of its school, but not for ever`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(registrations: [registered()])
            try await world.passes()
            #expect(world.stub.requests == 0)

            world.clock.advance(minutes: 11)
            try await world.passes()
            #expect(world.stub.emails.count == 1)
            #expect(world.stub.emails.first?.personalisation["body"]?.contains("Your school") == true)
        }
    }

    @Test func `a rate limit holds e-mails back for seconds and loses none`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...20).map { registered($0) })
            world.stub.next(.rateLimit)
            let sender = world.sender
            _ = try await sender.pass()
            let refused = world.stub.requests
            #expect(try await sender.pass() == false)
            #expect(world.stub.requests == refused)

            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(world.stub.emails.count == 20)
            #expect(Set(world.stub.emails.map(\.reference)).count == 20)
        }
    }

    @Test(arguments: [NotifyStub.Behaviour.rateLimit, .forbid])
    func `after a long time in which nothing was accepted, e-mails are sent within a minute`(
        behaviour: NotifyStub.Behaviour
    ) async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.everybodyMeets(behaviour)
            let sender = world.sender
            for _ in 0..<30 {
                while try await sender.pass() {}
                world.clock.advance(minutes: 1)
            }
            #expect(world.stub.requests > 20)
            world.stub.everybodyMeets(.accept)
            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test func `a spent quota holds e-mails back until the next day`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(.dailyLimit)
            try await world.passes()
            world.clock.advance(minutes: 60 * 11)
            try await world.passes()
            #expect(world.stub.requests == 1)

            world.clock.advance(minutes: 66)
            try await world.passes()
            #expect(world.stub.emails.count == 1)
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test func `after a server error it is looked for twice before it is sent again`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(.serverError)
            try await world.passes()
            #expect(try await world.states() == [.uncertain])

            world.clock.advance(minutes: 10)
            try await world.passes()
            #expect(try await world.states() == [.uncertain])
            #expect(world.stub.requests == 1)

            world.clock.advance(minutes: 10)
            try await world.passes()
            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 2)
            #expect(world.stub.emails.count == 1)
        }
    }

    @Test func `where Notify only ever answers with errors it is given up in the end, and said so once`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.everybodyMeets(.serverError)
            for _ in 0..<20 {
                try await world.passes()
                world.clock.advance(minutes: 6 * 60)
            }

            #expect(try await world.states() == [.failed])
            #expect(try await world.delivery.appended(MessageFailed.self).map(\.event.reason) == ["expired"])
            #expect(try await LedgerStore().givenUp(in: world.database) == 1)
            #expect(world.stub.emails.isEmpty)
        }
    }

    @Test(arguments: [NotifyStub.Behaviour.acceptThenDrop, .acceptThenFail])
    func `what Notify took without saying so is adopted by reference, not sent again`(
        behaviour: NotifyStub.Behaviour
    ) async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(behaviour)
            try await world.passes()
            #expect(try await world.states() == [.uncertain])

            world.clock.advance(minutes: 10)
            try await world.passes()
            #expect(try await world.states() == [.accepted])
            #expect(world.stub.requests == 1)
            #expect(
                try await world.delivery.appended(MessageAccepted.self).map(\.event.notifyID) == [
                    world.stub.emails[0].id
                ])
        }
    }

    @Test func `where Notify cannot be reached nothing is uncertain`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            _ = try await world.sender(at: "http://127.0.0.1:1").pass()
            #expect(try await world.states() == [.planned])

            world.clock.advance(minutes: 1)
            try await world.passes()
            #expect(world.stub.emails.count == 1)
        }
    }

    @Test func `a refusal is final and everybody is told why`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(.refuse)
            try await world.passes()
            world.clock.advance(minutes: 60)
            try await world.passes()

            #expect(world.stub.requests == 1)
            #expect(try await world.states() == [.failed])
            #expect(try await world.delivery.appended(MessageFailed.self).map(\.event.reason) == ["validation"])
        }
    }

    @Test func `a key that is not accepted loses nothing`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(.forbid)
            try await world.passes()
            #expect(try await world.states() == [.planned])

            world.clock.advance(minutes: 1)
            try await world.passes()
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test func `several senders at once send each e-mail once`() async throws {
        try await withWorld(maximumConnections: 10) { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...200).map { registered($0) })

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await world.passes() } }
                try await group.waitForAll()
            }

            #expect(world.stub.requests == 200)
            #expect(Set(world.stub.emails.map(\.reference)).count == 200)
            #expect(Set(try await world.states()) == [.accepted])
            #expect(try await world.delivery.appended(MessageAccepted.self).count == 200)
        }
    }

    @Test func `a request whose process was lost counts as uncertain`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            let claims = ClaimStore()
            let now = world.clock.now
            try await world.database.transaction { transaction in
                let due = try await claims.lockDue(
                    at: now, waitingForSchoolsSince: now, limit: 10, in: transaction)
                _ = try await claims.markSending(due, until: now.addingTimeInterval(120), at: now, in: transaction)
            }
            try await world.passes()
            #expect(try await world.states() == [.sending])

            world.clock.advance(minutes: 3)
            try await world.passes()
            #expect(try await world.states() == [.uncertain])
            #expect(world.stub.requests == 0)

            for _ in 0..<2 {
                world.clock.advance(minutes: 10)
                try await world.passes()
            }
            #expect(world.stub.requests == 1)
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test func `an accepted e-mail without a receipt is asked about`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.passes()
            world.stub.settle("technical-failure")
            world.clock.advance(minutes: 60 * 6)
            try await world.passes()

            // The next one waits.
            #expect(try await world.states() == [.failed, .planned])
            #expect(try await world.delivery.appended(MessageFailed.self).map(\.event.reason) == ["technical-failure"])
        }
    }

    @Test func `it sends as soon as an event was taken in, and stops when told to`() async throws {
        try await withWorld { world async throws in
            var limits = SendingLimits()
            limits.idle = .seconds(3_600)
            let sender = world.sender(at: world.address, limits: limits)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await sender.run() }
                try await world.deliver(schools: [school()])
                try await world.deliver(registrations: [registered(1)])
                try await eventually("the first e-mail") { try await world.states() == [.accepted] }
                // By now the sender sleeps, or is about to.
                try await world.deliver(registrations: [registered(2)])
                try await eventually("the second e-mail") { try await world.states() == [.accepted, .accepted] }

                try await world.deliver(registrations: [registered(3, at: "100002")])
                #expect(try await world.states() == [.accepted, .accepted, .planned])
                try await world.deliver(schools: [school("100002", name: "Elm School")])
                try await eventually("the e-mail that waited for its school") {
                    try await world.states() == [.accepted, .accepted, .accepted]
                }
                group.cancelAll()
            }
        }
    }
}
