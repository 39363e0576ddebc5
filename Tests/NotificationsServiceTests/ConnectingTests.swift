import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NotificationsDomain
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Connecting to Notify")
struct ConnectingTests {
    @Test func `a certificate that nobody vouches for is told from a lost request`() async throws {
        try await withStranger(.hangsUp, isSecured: true) { stranger, port in
            let outcome = try await send(to: "https://127.0.0.1:\(port)", trustingIt: false)

            #expect(outcome == .unreachable(.certificateNotTrusted))
            #expect(stranger.bytesRead == 0)
        }
    }

    @Test func `so is a certificate that is for another host`() async throws {
        try await withStranger(.hangsUp, isSecured: true) { stranger, port in
            // The certificate does not cover the host's IP address.
            let outcome = try await send(to: "https://127.0.0.1:\(port)", trustingIt: true)

            #expect(outcome == .unreachable(.certificateOfAnotherHost))
            #expect(stranger.bytesRead == 0)
        }
    }

    @Test(arguments: [Stranger.Conduct.answersInTheClear, .hangsUp])
    func `so is a server that speaks no TLS, or ends the connection before it has`(
        conduct: Stranger.Conduct
    ) async throws {
        try await withStranger(conduct) { _, port in
            let outcome = try await send(to: "https://127.0.0.1:\(port)", trustingIt: true)

            #expect(outcome == .unreachable(.noHandshake))
        }
    }

    @Test func `so is a server that never answers the handshake`() async throws {
        try await withStranger(.isSilent) { _, port in
            let outcome = try await send(
                to: "https://127.0.0.1:\(port)", trustingIt: true, connectingFor: .milliseconds(300))

            // The connection and the request time out at the same moment, and each has an error of its own.
            let possible: [SendingOutcome] = [.unreachable(.noHandshake), .unreachable(.noConnection)]
            #expect(possible.contains(outcome))
        }
    }

    @Test(arguments: [true, false])
    func `a connection that ends after the request leaves it uncertain`(isSecured: Bool) async throws {
        try await withStranger(.hangsUp, isSecured: isSecured) { stranger, port in
            let scheme = isSecured ? "https" : "http"
            let outcome = try await send(to: "\(scheme)://localhost:\(port)", trustingIt: true)

            #expect(outcome == .uncertain)
            #expect(stranger.bytesRead > 0)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an answer that has begun and does not end is given up at the deadline`() async throws {
        try await withNotify { stub, address in
            stub.everybodyMeets(.acceptThenDrip)
            stub.dripLookups()
            let http = NotifyClient.transport()
            let client = NotifyClient(
                address: address, key: try NotifyKey(parsing: World.key), templateID: UUID(), http: http,
                timeout: .milliseconds(300), now: { Date() })

            let sent = await client.send(welcome, to: Personal("jo@school.example"), reference: EmailReference(UUID()))
            let found = await client.find(reference: EmailReference(UUID()))

            #expect(sent == .uncertain)
            #expect(found == .unavailable(.uncertain))
            #expect(stub.requests == 1 && stub.lookups == 1)
            try await http.shutdown()
        }
    }

    @Test func `a wrong certificate holds all e-mails back, and is told in the log without persons`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (1...20).map { registered($0) })
            let lines = NotedLines()
            try await withStranger(.hangsUp, isSecured: true) { _, port in
                _ = try await world.sender(at: "https://127.0.0.1:\(port)", logger: lines.logger).pass()
            }

            #expect(Set(try await world.states()) == [.planned])
            let held = lines.all.filter { $0.metadata["event"] == "email.held" }
            #expect(held.count == 1)
            #expect(held.first?.level == .error)
            #expect(held.first?.metadata["reason"] == "certificate-not-trusted")
            #expect(held.first?.metadata["hint"]?.contains("certificate") == true)
            #expect(!lines.all.contains { "\($0)".contains("school.example") || "\($0)".contains("Jo Field") })

            world.clock.advance(minutes: 1)
            try await world.passes()
            #expect(world.stub.emails.count == 20)
            #expect(world.stub.lookups == 0)
        }
    }

    private var welcome: Letter {
        letter(for: .ectRegisteredSchoolLed, to: Personal("Jo Field"), schoolName: "Oak School", links: World.links)
    }

    /// Makes one request with a client like the service's.
    private func send(
        to address: String, trustingIt: Bool, connectingFor limit: TimeAmount = .seconds(5)
    ) async throws -> SendingOutcome {
        var configuration = NotifyClient.configuration()
        configuration.timeout.connect = limit
        if trustingIt { configuration.tlsConfiguration = try TestCertificate.client() }
        let key = try NotifyKey(parsing: World.key)
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let client = NotifyClient(address: address, key: key, templateID: UUID(), http: http, now: { Date() })
        let outcome = await client.send(welcome, to: Personal("jo@school.example"), reference: EmailReference(UUID()))
        try await http.shutdown()
        return outcome
    }
}
