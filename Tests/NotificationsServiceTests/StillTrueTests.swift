import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Letters that wait while things change")
struct StillTrueTests {
    @Test(arguments: [ECTLeftSchool.Cause.registeredElsewhere, .registeredAgain])
    func `a teacher whom another school registers meanwhile gets the letter of that school only`(
        cause: ECTLeftSchool.Cause
    ) async throws {
        try await withWorld { world async throws in
            let first = try await held(in: world)
            try await world.deliver(ects: [left(first, because: cause), registered(at: "100002")])
            #expect(try await world.states() == [.withheld, .planned])
            let withheld = try await world.delivery.appended(MessageWithheld.self)
            #expect(withheld.map(\.event.reason) == ["left"])
            #expect(withheld.map(\.metadata.sequence) == [2])

            try await world.passesLater()
            #expect(world.stub.emails.count == 1)
            #expect(world.stub.emails.first?.personalisation["body"]?.contains("Elm School") == true)
            #expect(try await world.states() == [.withheld, .accepted])
        }
    }

    @Test func `the same in one batch, for many teachers`() async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let events = (1...50).flatMap { number -> [any Event] in
                let first = registered(number)
                return [first, left(first), registered(number, at: "100002")]
            }
            try await world.deliver(ects: events)
            try await world.deliver(ects: events)
            try await world.passes()

            #expect(world.stub.emails.count == 50)
            #expect(world.stub.emails.allSatisfy { $0.personalisation["body"]?.contains("Elm School") == true })
            #expect(try await world.delivery.appended(MessageWithheld.self).count == 50)
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    @Test func `a school that reports a last day ahead still welcomes, until that day`() async throws {
        try await withWorld { world async throws in
            let today = CalendarDate.inLondon(at: world.clock.now)
            let soon = try await held(in: world)
            let later = registered(2)
            try await world.deliver(ects: [
                later, left(soon, on: today.adding(days: 1), because: .reportedBySchool),
                left(later, on: today.adding(days: 30), because: .reportedBySchool),
            ])
            #expect(try await world.states() == [.planned, .planned])

            try await world.passesLater()
            #expect(world.stub.emails.map(\.address) == ["jo2@school.example"])
            #expect(try await world.states() == [.withheld, .accepted])
        }
    }

    @Test(arguments: [(59.0, 0.0), (61, 1)])
    func `news that come late wait a minute for what may be right behind them`(
        age: TimeInterval, minutes: Double
    ) async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            try await deliver(registered(), aged: age, to: world)
            try await world.passes()
            #expect(world.stub.emails.count == (minutes == 0 ? 1 : 0))

            world.clock.advance(minutes: minutes)
            try await world.passes()
            #expect(world.stub.emails.count == 1)
        }
    }

    @Test func `a registration that comes late with the departure behind it, in another batch, welcomes nobody`()
        async throws
    {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await deliver(first, aged: 600, to: world)
            try await world.passes()
            try await deliver(left(first), aged: 300, version: 2, to: world)
            try await world.passesLater()

            #expect(world.stub.requests == 0)
            #expect(try await world.states() == [.withheld])
        }
    }

    private func deliver(
        _ event: some Event, aged age: TimeInterval, version: Int64 = 1, to world: World
    ) async throws {
        let metadata = EventMetadata(
            id: UUID.version7(), time: world.clock.now.addingTimeInterval(-age), sequence: version)
        let record = try world.delivery.record(of: event, metadata: metadata)
        try await world.delivery.deliver(records: [record], to: NotificationsService.ects(world.planning))
    }

    @Test func `what may have been sent is left as it is, and not sent once more`() async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await world.deliver(registrations: [first])
            world.stub.next(.serverError)
            try await world.passes()
            try await world.deliver(ects: [left(first)])
            #expect(try await world.states() == [.uncertain])

            for _ in 0..<2 {
                world.clock.advance(minutes: 10)
                try await world.passes()
            }
            #expect(try await world.states() == [.withheld])
            #expect(world.stub.requests == 1)
        }
    }

    @Test(arguments: [false, true])
    func `a last day that the school reports as well does not bring the letter back`(isOneBatch: Bool) async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await world.deliver(registrations: [first])
            world.stub.next(.serverError)
            try await world.passes()
            let departures = [left(first, because: .registeredElsewhere), left(first, because: .reportedBySchool)]
            for batch in isOneBatch ? [departures] : departures.map({ [$0] }) { try await world.deliver(ects: batch) }
            #expect(try await world.states() == [.uncertain])

            for _ in 0..<2 {
                world.clock.advance(minutes: 10)
                try await world.passes()
            }
            #expect(try await world.states() == [.withheld])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `what failed for a time is not sent again to a teacher who has left`() async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await world.deliver(registrations: [first])
            try await world.passes()
            world.stub.settle("temporary-failure")
            world.clock.advance(minutes: 6 * 60)
            try await world.passes()
            #expect(try await world.states() == [.failed, .planned])

            try await world.deliver(ects: [left(first)])
            #expect(try await world.states() == [.failed, .withheld])
        }
    }

    @Test func `an operator is refused the letter of a school that was left`() async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await world.deliver(registrations: [first])
            world.stub.next(.refuse)
            try await world.passes()
            try await world.deliver(ects: [left(first)])
            let id = try #require(try await world.database.query("SELECT id FROM message", as: MessageID.self).first)
            let clock = world.clock
            let desk = MessageDesk(database: world.database, outbox: world.outbox, now: { clock.now })

            let problem = await #expect(throws: MessageDesk.Refused.self) {
                try await desk.sendAgain(id.description, despiteBounce: true, because: "Asked for", actor: "pat")
            }
            #expect(problem?.description.contains("not true any more") == true)
            #expect(try await world.states() == [.failed])
        }
    }

    @Test func `a name that is corrected while the letter waits is the one in it`() async throws {
        try await withWorld { world async throws in
            let first = try await held(in: world)
            try await world.deliver(ects: [renamed(first, "Joanna Feld")])
            try await world.passesLater()

            #expect(world.stub.emails.map(greeting) == ["Dear Joanna Feld"])
            world.stub.settle("temporary-failure")
            world.clock.advance(minutes: 6 * 60)
            try await world.passes()
            try await world.deliver(ects: [renamed(first, "Joan Feld")])
            try await world.passesLater()
            #expect(world.stub.emails.map(greeting) == ["Dear Joanna Feld", "Dear Joan Feld"])
        }
    }

    @Test func `a correction that a later registration does not repeat is gone`() async throws {
        try await withWorld { world async throws in
            try await schools(in: world)
            let first = registered()
            try await world.deliver(ects: [first, renamed(first, "Joanna Feld"), registered(at: "100002")])
            try await world.passes()

            #expect(world.stub.emails.map(greeting) == ["Dear Jo Field 1", "Dear Jo Field 1"])
        }
    }

    @Test func `a letter of which no teacher is known greets the name of its registration`() async throws {
        try await withWorld { world async throws in
            let first = try await held(in: world)
            // As the previous version stored it.
            try await world.database.execute("UPDATE message SET trn = NULL")
            try await world.deliver(ects: [renamed(first, "Joanna Feld")])
            try await world.passesLater()

            #expect(world.stub.emails.map(greeting) == ["Dear Jo Field 1"])
        }
    }

    @Test(arguments: [true, false]) func `a letter of appointment that waited goes out only to a school that is open`(
        isReopened: Bool
    ) async throws {
        try await withWorld { world async throws in
            let appointed = school(tutor: "sam@oak.example")
            try await world.deliver(schools: [appointed])
            try await world.deliver(schools: [school(tutor: "sam@oak.example", isOpen: false)])
            if isReopened { try await world.deliver(schools: [appointed]) }
            try await world.passes()

            #expect(world.stub.emails.count == (isReopened ? 1 : 0))
            #expect(
                try await world.delivery.appended(MessageWithheld.self).map(\.event.reason)
                    == (isReopened ? [] : ["school-not-open"]))
        }
    }

    private func schools(in world: World) async throws {
        try await world.deliver(schools: [school(), school("100002", name: "Elm School")])
    }

    /// Delivers a registration whose letter waits until the next day.
    private func held(in world: World) async throws -> ECTRegistered {
        try await schools(in: world)
        let registration = registered()
        try await world.deliver(registrations: [registration])
        world.stub.next(.dailyLimit)
        try await world.passes()
        #expect(try await world.states() == [.planned])
        return registration
    }

    private func greeting(_ email: NotifyStub.Email) -> Substring? {
        email.personalisation["body"]?.split(separator: "\n").first
    }
}
