import Foundation
import NotificationsDomain
import Postgres
import ServiceLifecycle
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Looking up at Notify")
struct LookingUpTests {
    private let atOnce = SendingLimits().requestsAtOnce

    @Test func `as many are looked for at once as there may be requests`() async throws {
        try await withWorld { world async throws in
            try await makeUncertain(atOnce, in: world)
            let (stub, all) = (world.stub, atOnce)
            // No look-up is answered before all have been requested.
            stub.beforeLookup { try await eventually("all look-ups") { stub.lookups >= all } }
            _ = try await world.sender.pass()

            #expect(stub.lookups == all)
            #expect(Set(try await world.states()) == [.accepted])
        }
    }

    @Test func `while all answers are lost, no e-mails become uncertain but those that are under way`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...40).map { registered($0) })
            world.stub.everybodyMeets(.acceptThenFail)
            let lines = NotedLines()
            let sender = world.sender(at: world.address, logger: lines.logger)
            while try await sender.pass() {}

            #expect(try await count(.uncertain, in: world) == atOnce)
            #expect(try await count(.planned, in: world) == 40 - atOnce)
            #expect(lines.all.map { $0.metadata["event"] } == ["email.held"])

            world.stub.everybodyMeets(.accept)
            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(try await count(.accepted, in: world) == 40 - atOnce)
        }
    }

    @Test func `while Notify does not answer, others are sent and nothing more is looked for`() async throws {
        try await withWorld { world async throws in
            try await makeUncertain(40, in: world)
            world.stub.beforeLookup { throw Unavailable() }
            try await world.deliver(registrations: (101...103).map { registered($0) })
            let lines = NotedLines()
            let sender = world.sender(at: world.address, logger: lines.logger)
            while try await sender.pass() {}
            #expect(world.stub.lookups == atOnce)
            #expect(try await count(.accepted, in: world) == 3)
            #expect(lines.all.map { $0.metadata["event"] } == ["email.lookup_unanswered"])

            // The others were left unchanged, and are the first to be looked up afterwards.
            world.stub.beforeLookup {}
            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(try await count(.uncertain, in: world) == atOnce)
            world.clock.advance(minutes: 10)
            while try await sender.pass() {}
            #expect(Set(try await world.states()) == [.accepted])
            #expect(world.stub.emails.count == 43)
        }
    }

    @Test(arguments: [
        (403, "forbidden", "NOTIFY_API_KEY_FILE"), (404, "misconfigured", "NOTIFY_BASE_URL"),
        (500, "uncertain", "asked"), (429, "busy", "no more requests"),
    ])
    func `why look-ups are not answered is told, and what to do`(
        _ status: Int, _ outcome: String, _ hint: String
    ) async throws {
        try await withWorld { world async throws in
            try await makeUncertain(1, in: world)
            world.stub.lookupsMeet(status: status)
            let lines = NotedLines()
            _ = try await world.sender(at: world.address, logger: lines.logger).pass()

            let line = try #require(lines.all.first)
            #expect(lines.all.count == 1)
            #expect(line.metadata["event"] == "email.lookup_unanswered")
            #expect(line.metadata["outcome"].map { "\($0)" } == outcome)
            #expect(line.metadata["hint"].map { "\($0)" }?.contains(hint) == true)
            #expect(try await world.states() == [.uncertain])
        }
    }

    @Test func `a stop waits for look-ups that are under way and begins none`() async throws {
        try await withWorld { world async throws in
            try await makeUncertain(40, in: world)
            let group = ServiceGroup(services: [world.sender], logger: TestDatabase.logger)
            let (stub, all) = (world.stub, atOnce)
            stub.beforeLookup {
                try await eventually("all look-ups") { stub.lookups >= all }
                await group.triggerGracefulShutdown()
            }
            try await group.run()

            #expect(stub.lookups == all)
            #expect(try await count(.accepted, in: world) == all)
            #expect(try await count(.uncertain, in: world) == 40 - all)
        }
    }

    /// Creates this many e-mails that Notify accepted without saying so, and that are due to be looked up now.
    private func makeUncertain(_ number: Int, in world: World) async throws {
        try await world.deliver(schools: [school()])
        try await world.deliver(registrations: (1...number).map { registered($0) })
        world.stub.everybodyMeets(.acceptThenFail)
        // Each lost round ends in a pause.
        for _ in 0...(number / atOnce) {
            try await world.passes()
            world.clock.advance(minutes: 1)
        }
        world.stub.everybodyMeets(.accept)
        #expect(Set(try await world.states()) == [.uncertain])
        world.clock.advance(minutes: 10)
    }

    private func count(_ state: MessageState, in world: World) async throws -> Int {
        try await world.states().count { $0 == state }
    }

    private struct Unavailable: Error {}
}
