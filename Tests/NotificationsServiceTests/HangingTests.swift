import Foundation
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("A sender that hangs")
struct HangingTests {
    /// Limits that allow one request after the other, so that it is known which requests come after waking.
    private let slowly: SendingLimits = {
        var limits = SendingLimits()
        limits.requestsAtOnce = 1
        return limits
    }()

    @Test func `once it wakes it sends nothing that another one took for lost`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...5).map { registered($0) })
            let sleeper = world.sender(at: world.address, limits: slowly)
            world.stub.beforeNextSending {
                // Both look-ups find nothing, and the other process sends all e-mails.
                for minutes in [1.0, 11, 11] {
                    world.clock.advance(minutes: minutes)
                    try await world.passes()
                }
            }
            _ = try await sleeper.pass()

            // Only the request that was under way could not be stopped.
            #expect(world.stub.emails.count == 6)
            #expect(Set(world.stub.emails.map(\.reference)).count == 5)
            #expect(try await world.states() == Array(repeating: .accepted, count: 5))
            #expect(try await sleeper.pass() == false)
        }
    }

    @Test func `what it did not try goes back at once where nobody sent it`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...5).map { registered($0) })
            let sleeper = world.sender(at: world.address, limits: slowly)
            world.stub.beforeNextSending {
                world.clock.advance(minutes: 1)
                try await world.passes()
                #expect(try await world.states() == Array(repeating: .uncertain, count: 5))
            }
            _ = try await sleeper.pass()
            #expect(world.stub.emails.count == 1)
            let states = try await world.states()
            #expect(states.count { $0 == .planned } == 4 && states.count { $0 == .accepted } == 1)

            world.clock.advance(minutes: 1)
            while try await sleeper.pass() {}
            #expect(world.stub.emails.count == 5)
            #expect(Set(world.stub.emails.map(\.reference)).count == 5)
        }
    }

    @Test(arguments: [(34.0, 2), (36, 1), (3_600, 1)])
    func `no request begins that could outlast the lease`(seconds: Double, requests: Int) async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered(1), registered(2)])
            world.stub.beforeNextSending { world.clock.advance(minutes: seconds / 60) }
            _ = try await world.sender(at: world.address, limits: slowly).pass()

            #expect(world.stub.requests == requests)
        }
    }
}
