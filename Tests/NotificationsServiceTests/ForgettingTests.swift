import Events
import Foundation
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Recipients of old e-mails")
struct ForgettingTests {
    @Test(arguments: [("delivered", MessageState.delivered), ("permanent-failure", .failed)])
    func `after ninety days the row knows what became of it, and no person`(
        status: String, state: MessageState
    ) async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: status)
            let before = try await facts(in: world)
            pass(days: 89, in: world)
            #expect(try await forget(in: world) == 0)
            #expect(try await recipients(in: world) == ["Jo Field 1 jo1@school.example"])

            pass(days: 1, in: world)
            #expect(try await forget(in: world) > 0)
            #expect(try await recipients(in: world) == [nil])
            #expect(try await world.database.query("SELECT trn IS NULL FROM message", as: Bool.self) == [true])
            #expect(try await names(in: world).isEmpty)
            #expect(try await world.states() == [state])
            #expect(try await facts(in: world) == before)
            #expect(try await forget(in: world) == 0)
        }
    }

    @Test func `what was withheld, or was never heard of again, is forgotten as well`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school(tutor: "sam@oak.example")])
            try await world.deliver(schools: [school(tutor: "kim@oak.example")])
            for _ in 0..<10 {
                try await world.passes()
                pass(days: 1, in: world)
            }
            #expect(try await world.states() == [.withheld, .accepted])
            pass(days: 90, in: world)
            #expect(try await LedgerStore().unanswered(in: world.database) == 1)
            #expect(try await forget(in: world) == 2)
            #expect(try await recipients(in: world) == [nil, nil])
            // Nobody can act on it any more.
            #expect(try await LedgerStore().unanswered(in: world.database) == 0)
        }
    }

    @Test func `one that still waits is not forgotten, however old, nor the teacher's name`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(registrations: [registered()])
            pass(days: 400, in: world)
            #expect(try await forget(in: world) == 0)
            #expect(try await recipients(in: world) == ["Jo Field 1 jo1@school.example"])
            #expect(try await names(in: world) == ["Jo Field 1"])
        }
    }

    @Test func `the first is kept for as long as another one goes to the same person`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "temporary-failure")
            #expect(try await world.states() == [.failed, .planned])
            try await world.database.execute(
                "UPDATE message SET changed_at = changed_at - interval '1 year' WHERE round = 0")
            #expect(try await forget(in: world) == 0)

            try await world.passesLater()
            #expect(world.stub.emails.map(\.address) == ["jo1@school.example", "jo1@school.example"])
            #expect(try await forget(in: world) == 0)
            world.stub.settle("delivered")
            pass(days: 1, in: world)
            try await world.passes()
            pass(days: 90, in: world)
            #expect(try await forget(in: world) > 0)
            #expect(try await recipients(in: world) == [nil, nil])
        }
    }

    @Test func `an operator is told why it is not sent again`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "permanent-failure")
            let id = try await firstID(in: world)
            pass(days: 90, in: world)
            #expect(try await LedgerStore().givenUp(in: world.database) == 1)
            _ = try await forget(in: world)
            #expect(try await LedgerStore().givenUp(in: world.database) == 0)

            let problem = await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(
                    id.description, despiteBounce: true, because: "Asked for", actor: "pat")
            }
            #expect(problem?.description.contains("90 days") == true)
            try await world.passesLater()
            #expect(world.stub.requests == 1)
            let shown = try await MessageReading(database: world.database).message(id)
            #expect(shown?.forgottenAt != nil && shown?.reason == "permanent-failure")
        }
    }

    @Test func `news of one whose recipient is forgotten sends nothing`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "permanent-failure")
            let id = try await firstID(in: world)
            pass(days: 90, in: world)
            _ = try await forget(in: world)
            try await world.database.execute("UPDATE message SET reason = 'temporary-failure'")

            let rounds = try await world.database.transaction { transaction in
                try await LedgerStore().lockRounds(of: [id], in: transaction)
            }
            let all = try #require(rounds.first?.all)
            #expect(sendingAgain(after: all, at: world.clock.now, policy: RetryPolicy()) == nil)
        }
    }

    @Test(arguments: [true, false])
    func `the registration, read again, sends nothing`(isReplay: Bool) async throws {
        try await withWorld { world async throws in
            let registration = registered()
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registration])
            try await world.passes()
            world.stub.settle("delivered")
            pass(days: 1, in: world)
            try await world.passes()
            pass(days: 90, in: world)
            _ = try await forget(in: world)

            try await world.deliver(registrations: [registration], isReplay: isReplay)
            try await world.passesLater()
            #expect(world.stub.requests == 1)
            #expect(try await world.states() == [.delivered])
        }
    }

    @Test func `a tutor who was named again is not sent the first letter once the second is forgotten`() async throws {
        try await withWorld { world async throws in
            world.stub.next(.refuse)
            for tutor in ["sam@oak.example", "kim@oak.example", "sam@oak.example"] {
                try await world.deliver(schools: [school(tutor: tutor)])
                try await world.passes()
            }
            world.stub.settle("delivered")
            pass(days: 1, in: world)
            try await world.passes()
            #expect(try await world.states() == [.failed, .delivered, .delivered])
            let first = try await firstID(in: world)
            try await world.database.execute(
                "UPDATE message SET changed_at = changed_at - interval '1 year' WHERE id <> \(first)")
            #expect(try await forget(in: world) == 2)

            await #expect(throws: MessageDesk.Refused.self) {
                try await world.desk.sendAgain(
                    first.description, despiteBounce: false, because: "Mended", actor: "pat")
            }
            try await world.passesLater()
            #expect(world.stub.emails.map(\.address) == ["kim@oak.example", "sam@oak.example"])
        }
    }

    @Test func `the end of a placement is kept for as long as its letter may be sent`() async throws {
        try await withWorld { world async throws in
            let (waiting, sent) = (registered(1), registered(2))
            try await world.deliver(ects: [waiting, sent])
            // Both leave on a day that is never reached in this test, so that their letters stay true.
            let day = CalendarDate.inLondon(at: world.clock.now).adding(days: 1_000)
            try await world.deliver(ects: [waiting, sent].map { left($0, on: day, because: .reportedBySchool) })
            try await world.database.execute(
                """
                UPDATE message SET state = 'failed', reason = 'expired', due_at = NULL
                WHERE placement_id = \(sent.placementID)
                """)
            pass(days: 90, in: world)
            // The e-mail, the name and the departure of the one.
            #expect(try await forget(in: world) == 3)
            let kept = try await world.database.query("SELECT placement_id FROM departure", as: PlacementID.self)
            #expect(kept == [waiting.placementID])
            #expect(try await names(in: world) == ["Jo Field 1"])
        }
    }

    @Test func `a name that is told after it was forgotten greets the teacher at the next school`() async throws {
        try await withWorld { world async throws in
            try await world.welcome(thatBecame: "delivered")
            pass(days: 90, in: world)
            _ = try await forget(in: world)
            #expect(try await names(in: world).isEmpty)

            try await world.deliver(schools: [school("100002", name: "Elm School")])
            let next = registered(1, at: "100002")
            try await world.deliver(ects: [next, renamed(next, "Jo Marsh")])
            try await world.passes()
            #expect(world.stub.emails.last?.personalisation["body"]?.contains("Dear Jo Marsh") == true)
        }
    }

    @Test func `many are forgotten in batches, by several processes at once`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...30).map { registered($0) })
            try await world.passes()
            world.stub.settle("delivered")
            pass(days: 1, in: world)
            try await world.passes()
            pass(days: 90, in: world)
            var inSmallBatches = forgetting(in: world)
            inSmallBatches.batch = 4
            let sweep = inSmallBatches
            // Four e-mails, and the names of their recipients.
            #expect(try await sweep() == 8)
            #expect(try await recipients(in: world).count { $0 == nil } == 4)

            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { while try await sweep() > 0 {} } }
                try await group.waitForAll()
            }
            // Rows that one sweep left because another was working on them come next.
            while try await sweep() > 0 {}
            #expect(try await recipients(in: world) == Array(repeating: nil, count: 30))
            #expect(try await names(in: world).isEmpty)
        }
    }

    private func forgetting(in world: World) -> Forgetting {
        let clock = world.clock
        return Forgetting(database: world.database, now: { clock.now })
    }

    private func forget(in world: World) async throws -> Int {
        try await forgetting(in: world)()
    }

    private func pass(days: Double, in world: World) {
        world.clock.advance(minutes: days * 24 * 60)
    }

    private func firstID(in world: World) async throws -> MessageID {
        try #require(
            try await world.database.query("SELECT id FROM message ORDER BY id LIMIT 1", as: MessageID.self).first)
    }

    private func recipients(in world: World) async throws -> [String?] {
        try await world.database.query(
            "SELECT recipient_name || ' ' || email_address FROM message ORDER BY id", as: String?.self)
    }

    private func names(in world: World) async throws -> [String] {
        try await world.database.query("SELECT name FROM teacher ORDER BY trn", as: String.self)
    }

    /// Returns what operators need: the reference, Notify's id, the reason, and the times.
    private func facts(in world: World) async throws -> [String] {
        try await world.database.query(
            """
            SELECT concat_ws(' ', id, dedupe_key, urn, purpose, state, reason, notify_id, attempt, queued_at, changed_at)
            FROM message ORDER BY id
            """, as: String.self)
    }
}
