import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Tutors who are named, replaced and named again")
struct NamedAgainTests {
    private let namings = ["sam@oak.example", "kim@oak.example", "Sam@oak.example"].map { school(tutor: $0) }

    @Test func `while nothing can be sent, one letter is left`() async throws {
        try await withWorld { world async throws in
            for naming in namings { try await world.deliver(schools: [naming]) }
            try await world.passesLater()

            #expect(world.stub.emails.map(\.address) == ["Sam@oak.example"])
            #expect(try await world.states() == [.withheld, .withheld, .accepted])
            let withheld = try await world.delivery.appended(MessageWithheld.self)
            #expect(withheld.map(\.event.reason) == ["superseded", "superseded"])
        }
    }

    @Test func `a tutor whose name was corrected meanwhile is greeted by the name of now`() async throws {
        try await withWorld { world async throws in
            for name in ["Sma Hill", "Sam Hill"] {
                try await world.deliver(schools: [school(tutor: "sam@oak.example", tutorName: name)])
            }
            try await world.passesLater()

            #expect(world.stub.emails.count == 1)
            let letter = world.stub.emails.first?.personalisation.values.joined() ?? ""
            #expect(letter.contains("Sam Hill") && !letter.contains("Sma Hill"))
        }
    }

    @Test func `a name is not taken for that of a tutor whom the version before wrote down`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school(tutor: "ada@oak.example", tutorName: "Ada Wood")])
            try await world.deliver(schools: [school(tutor: "sam@oak.example", tutorName: "Sam Hill")])
            // That version does not maintain names of tutors outside the ledger.
            try await world.database.execute(
                "UPDATE school SET tutor_name = 'Ada Wood', tutor_name_is_of = 'ada@oak.example'")
            try await world.passesLater()

            let letter = world.stub.emails.last?.personalisation.values.joined() ?? ""
            #expect(world.stub.emails.map(\.address) == ["sam@oak.example"])
            #expect(letter.contains("Sam Hill") && !letter.contains("Ada Wood"))
        }
    }

    @Test func `one batch of events, delivered twice, leaves one letter to the tutor of now`() async throws {
        try await withWorld { world async throws in
            let subscription = NotificationsService.schools(world.planning)
            let records = try await world.delivery.deliver(namings, to: subscription)
            try await world.delivery.deliver(records: records, to: subscription)
            try await world.passes()

            #expect(world.stub.emails.map(\.address) == ["Sam@oak.example"])
            #expect(try await world.states() == [.withheld, .withheld, .accepted])
        }
    }

    @Test func `several processes send one letter`() async throws {
        try await withWorld(maximumConnections: 10) { world async throws in
            try await world.deliver(
                schools: (1...40).flatMap { number in
                    ["sam", "kim", "sam"].map { name in
                        school(String(100_000 + number), tutor: "\(name)@school\(number).example")
                    }
                })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await world.passes() } }
                try await group.waitForAll()
            }

            #expect(world.stub.emails.count == 40)
            #expect(Set(world.stub.emails.map(\.address)).count == 40)
            #expect(world.stub.emails.allSatisfy { $0.address.hasPrefix("sam@") })
        }
    }

    @Test func `a letter that went out before is followed by that of the second naming`() async throws {
        try await withWorld { world async throws in
            for naming in namings {
                try await world.deliver(schools: [naming])
                try await world.passes()
            }

            #expect(
                world.stub.emails.map(\.address) == ["sam@oak.example", "kim@oak.example", "Sam@oak.example"])
        }
    }

    @Test func `a letter that Notify did not take is not sent once more beside the second one`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [namings[0]])
            world.stub.next(.serverError)
            try await world.passes()
            try await world.deliver(schools: [namings[1]])
            try await world.deliver(schools: [namings[2]])
            for _ in 0..<3 {
                try await world.passes()
                world.clock.advance(minutes: 10)
            }

            #expect(world.stub.emails.map(\.address) == ["Sam@oak.example"])
            #expect(try await world.states() == [.withheld, .withheld, .accepted])
        }
    }

    @Test func `an operator is refused the first letter once there is the second`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [namings[0]])
            world.stub.next(.refuse)
            try await world.passes()
            let first = try await world.database.query("SELECT id FROM message", as: MessageID.self).first
            let id = try #require(first)
            try await world.deliver(schools: [namings[1]])
            try await world.deliver(schools: [namings[2]])
            let clock = world.clock
            let desk = MessageDesk(database: world.database, outbox: world.outbox, now: { clock.now })

            await #expect(throws: MessageDesk.Refused.self) {
                try await desk.sendAgain(id.description, despiteBounce: false, because: "Mended", actor: "pat")
            }
            try await world.passes()
            #expect(world.stub.emails.map(\.address) == ["Sam@oak.example"])
        }
    }
}
