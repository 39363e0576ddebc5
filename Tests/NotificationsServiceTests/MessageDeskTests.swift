import Events
import Foundation
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("What operators do about e-mails")
struct MessageDeskTests {
    @Test func `a refused e-mail is sent again, and it is kept who asked and why`() async throws {
        try await withWorld { world async throws in
            let id = try await refused(in: world)

            let new = try await world.desk.sendAgain(
                id, despiteBounce: false, because: "The template is back", actor: "pat")
            try await world.passes()

            #expect(try await world.states() == [.failed, .accepted])
            let references = try await world.database.query(
                "SELECT reference FROM message WHERE id = \(new)", as: EmailReference.self)
            #expect(world.stub.emails.map(\.reference) == references.map(\.description))
            let kept = try await world.database.query(
                "SELECT message_id, actor, reason FROM message_request", as: (MessageID, String, String).self)
            #expect(kept.map(\.0) == [new] && kept.map(\.1) == ["pat"] && kept.map(\.2) == ["The template is back"])
        }
    }

    @Test func `the same wish again, by either id, sends nothing more`() async throws {
        try await withWorld { world async throws in
            let id = try await refused(in: world)
            let new = try await world.desk.sendAgain(id, despiteBounce: false, because: "Mended", actor: "pat")
            for id in [id, new.description] {
                await #expect(throws: MessageDesk.Refused.self) {
                    try await world.desk.sendAgain(id, despiteBounce: false, because: "Mended", actor: "pat")
                }
            }
            try await world.passes()
            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: true, because: "Mended", actor: "pat")
            }

            #expect(world.stub.requests == 2)
            #expect(try await world.states() == [.failed, .accepted])
        }
    }

    @Test func `two operators at once have it sent once`() async throws {
        try await withWorld { world async throws in
            let id = try await refused(in: world)
            let sent = await withTaskGroup(of: Bool.self) { group in
                for actor in ["pat", "kim", "lee"] {
                    group.addTask {
                        do {
                            _ = try await world.desk.sendAgain(
                                id, despiteBounce: false, because: "Mended", actor: actor)
                            return true
                        } catch {
                            #expect(error is MessageDesk.Refused)
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(sent == 1)
            #expect(try await world.states() == [.failed, .planned])
        }
    }

    @Test func `a bounce is sent again only where the address is said to work by now`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.passes()
            world.stub.settle("permanent-failure")
            world.clock.advance(minutes: 6 * 60)
            try await world.passes()
            let id = try await firstID(in: world)

            let problem = await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: false, because: "Asked for", actor: "pat")
            }
            #expect(problem?.description.contains("--despite-bounce") == true)
            _ = try await world.desk.sendAgain(id, despiteBounce: true, because: "Asked for", actor: "pat")
            try await world.passes()
            #expect(world.stub.requests == 2)
        }
    }

    @Test func `a replay that was withheld can be released`() async throws {
        try await withWorld { world async throws in
            // Events of tests happen now; twenty years later, nobody waits for them.
            world.clock.advance(minutes: 60 * 24 * 365 * 20)
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()], isReplay: true)
            try await world.passes()
            #expect(try await world.states() == [.withheld])

            let id = try await firstID(in: world)
            _ = try await world.desk.sendAgain(id, despiteBounce: false, because: "Never read before", actor: "pat")
            try await world.passes()
            #expect(try await world.states() == [.withheld, .accepted])
        }
    }

    @Test func `a letter withheld from a closed school can be released once it is open`() async throws {
        try await withWorld { world async throws in
            let appointed = school(tutor: "sam@oak.example")
            try await world.deliver(schools: [appointed])
            try await world.deliver(schools: [school(tutor: "sam@oak.example", isOpen: false)])
            try await world.passes()
            #expect(try await world.states() == [.withheld])
            let id = try await firstID(in: world)
            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: false, because: "Too early", actor: "pat")
            }

            try await world.deliver(schools: [appointed])
            _ = try await world.desk.sendAgain(id, despiteBounce: false, because: "It is open again", actor: "pat")
            try await world.passes()
            #expect(world.stub.emails.map(\.address) == ["sam@oak.example"])
            #expect(try await world.states() == [.withheld, .accepted])
        }
    }

    @Test func `one of which Notify never says what became is counted, and sent again on request`() async throws {
        try await withWorld { world async throws in
            let ledger = LedgerStore()
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.passes()
            let id = try await firstID(in: world)
            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: false, because: "Asked for", actor: "pat")
            }
            #expect(try await ledger.unanswered(in: world.database) == 0)

            for _ in 0..<9 {
                world.clock.advance(minutes: 24 * 60)
                try await world.passes()
            }
            #expect(try await world.states() == [.accepted])
            #expect(try await ledger.unanswered(in: world.database) == 1)
            #expect(try await ledger.givenUp(in: world.database) == 0)

            _ = try await world.desk.sendAgain(id, despiteBounce: false, because: "It never came", actor: "pat")
            try await world.passes()
            #expect(world.stub.requests == 2)
            #expect(try await world.states() == [.accepted, .accepted])
            #expect(try await ledger.unanswered(in: world.database) == 0)
        }
    }

    @Test(arguments: ["one", "", "00000000-0000-4000-8000-000000000000"])
    func `what is not there is not sent again`(id: String) async throws {
        try await withWorld { world async throws in
            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: false, because: "Asked for", actor: "pat")
            }
            #expect(try await world.states().isEmpty)
        }
    }

    @Test func `nothing is sent again without a reason`() async throws {
        try await withWorld { world async throws in
            let id = try await refused(in: world)
            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(id, despiteBounce: false, because: " ", actor: "pat")
            }
            #expect(try await world.states() == [.failed])
        }
    }

    @Test func `e-mails are listed by state, without personal data`() async throws {
        try await withWorld { world async throws in
            let id = try await refused(in: world)
            _ = try await world.desk.sendAgain(id, despiteBounce: false, because: "Mended", actor: "pat")

            let all = try await world.desk.list(limit: 10)
            #expect(all.count == 3)
            #expect(all.first == "id\tpurpose\tschool\tstate\treason\tqueued\tdue\toriginal")
            #expect(all[1].hasSuffix(id) && all[1].contains("\tplanned\t"))
            let failed = try await world.desk.list(state: "failed", limit: 10)
            #expect(failed.count == 2 && failed[1].contains("\tvalidation\t"))
            #expect(!(all + failed).contains { $0.contains("Jo Field") || $0.contains("@") })
            await #expect(throws: MessageDesk.Refused.self) { try await world.desk.list(state: "lost", limit: 10) }
            await #expect(throws: MessageDesk.Refused.self) { try await world.desk.list(reason: "bad luck", limit: 10) }
        }
    }

    private func firstID(in world: World) async throws -> String {
        let ids = try await world.database.query("SELECT id FROM message ORDER BY id LIMIT 1", as: MessageID.self)
        return try #require(ids.first).description
    }

    /// Creates a welcome that Notify refuses.
    private func refused(in world: World) async throws -> String {
        try await world.deliver(schools: [school()])
        try await world.deliver(registrations: [registered()])
        world.stub.next(.refuse)
        try await world.passes()
        return try await firstID(in: world)
    }
}
