import Foundation
import Logging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Sending with wrong settings")
struct WrongSettingsTests {
    @Test func `a template that Notify does not know loses no e-mail and is asked for seldom`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...60).map { registered($0) })
            world.stub.everybodyMeets(.badRequest)
            let sender = world.sender
            while try await sender.pass() {}
            let once = SendingLimits().requestsAtOnce
            #expect(world.stub.requests == once)
            #expect(Set(try await world.states()) == [.planned])

            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(world.stub.requests == 2 * once)
            #expect(Set(try await world.states()) == [.planned])

            world.stub.everybodyMeets(.accept)
            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(Set(world.stub.emails.map(\.reference)).count == 60)
            #expect(world.stub.emails.count == 60)
        }
    }

    @Test func `an address that is not Notify's loses no e-mail`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            _ = try await world.sender(at: world.address + "/nowhere").pass()
            #expect(try await world.states() == [.planned])

            world.clock.advance(minutes: 1)
            try await world.passes()
            #expect(world.stub.emails.count == 1)
        }
    }

    @Test func `each pause is one error that says what to check, without persons`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...20).map { registered($0) })
            world.stub.everybodyMeets(.badRequest)
            let lines = NotedLines()
            let sender = world.sender(at: world.address, logger: lines.logger)
            for pause in 1...2 {
                while try await sender.pass() {}
                let held = lines.all.filter { $0.metadata["event"] == "email.held" }
                #expect(held.count == pause)
                #expect(
                    held.allSatisfy {
                        $0.level == .error && $0.metadata["hint"]?.contains("NOTIFY_TEMPLATE_ID") == true
                    })
                #expect(held.allSatisfy { $0.metadata["status"] == "400" && $0.metadata["outcome"] == "misconfigured" })
                world.clock.advance(minutes: 1)
            }
            #expect(lines.all.count == 2)
            #expect(!lines.all.contains { "\($0)".contains("school.example") || "\($0)".contains("Jo Field") })
        }
    }

    @Test func `one e-mail that alone is refused keeps no others waiting`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...20).map { registered($0) })
            world.stub.recipient("jo7@school.example", meets: .badRequest)
            let sender = world.sender
            while try await sender.pass() {}
            world.clock.advance(minutes: 0.1)
            while try await sender.pass() {}
            #expect(world.stub.emails.count == 19)

            // By now it is retried every quarter of an hour, and alone.
            for _ in 0..<12 {
                world.clock.advance(minutes: 15)
                while try await sender.pass() {}
            }
            try await world.deliver(registrations: [registered(21)])
            world.clock.advance(minutes: 1)
            while try await sender.pass() {}
            #expect(world.stub.emails.count == 20)

            world.clock.advance(minutes: 72 * 60)
            while try await sender.pass() {}
            let reasons = try await world.database.query(
                "SELECT reason FROM message WHERE state = 'failed'", as: String.self)
            #expect(reasons == ["bad-request"])
        }
    }
}
