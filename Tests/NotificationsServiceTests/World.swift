import AsyncHTTPClient
import Events
import Foundation
import Logging
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Vocabulary

@testable import NotificationsService

/// The service on a schema of its own, with a stub of GOV.UK Notify and a clock that tests move.
struct World: Sendable {
    static let key =
        "a-test-key-11111111-2222-4333-8444-555555555555-66666666-7777-4888-9999-aaaaaaaaaaaa"
    static let links = Links(
        service: "https://register.example", entitlement: "https://entitlement.example",
        settingUp: "https://setting-up.example", guidance: "https://guidance.example",
        signIn: "https://sign-in.example", signInHelp: "https://sign-in.example/help",
        privacy: "https://privacy.example")

    let database: Database
    let delivery: EventDelivery
    let stub: NotifyStub
    let address: String
    let http: HTTPClient
    let clock = Clock()
    let outbox = Outbox(service: "notifications")
    let alarm = Alarm()

    var planning: MessagePlanning {
        let clock = clock
        return MessagePlanning(outbox: outbox, alarm: alarm, now: { clock.now })
    }

    var desk: MessageDesk {
        let clock = clock
        return MessageDesk(database: database, outbox: outbox, now: { clock.now })
    }

    var sender: MessageSender { sender(at: address) }

    func sender(
        at address: String, limits: SendingLimits = SendingLimits(), logger: Logger = TestDatabase.logger
    ) -> MessageSender {
        let clock = clock
        return MessageSender(
            database: database, outbox: outbox, notify: client(at: address), links: Self.links, policy: RetryPolicy(),
            limits: limits, alarm: alarm, logger: logger, now: { clock.now }, uptime: { clock.uptime })
    }

    func client(at address: String) -> NotifyClient {
        do {
            let key = try NotifyKey(parsing: Self.key)
            return NotifyClient(
                address: address, key: key, templateID: UUID(), http: http, timeout: .seconds(5), now: { Date() })
        } catch {
            preconditionFailure("the key of the tests is a key")
        }
    }

    func deliver(registrations: [ECTRegistered], isReplay: Bool = false) async throws {
        try await delivery.deliver(registrations, isReplay: isReplay, to: NotificationsService.ects(planning))
    }

    /// Delivers any events about teachers, in one batch.
    func deliver(ects: [any Event], isReplay: Bool = false) async throws {
        try await delivery.deliver(ects, isReplay: isReplay, to: NotificationsService.ects(planning))
    }

    func deliver(schools: [SchoolUpdated], isReplay: Bool = false) async throws {
        try await delivery.deliver(schools, isReplay: isReplay, to: NotificationsService.schools(planning))
    }

    /// Makes the sender do everything that is due now.
    func passes() async throws {
        let sender = sender
        while try await sender.pass() {}
    }

    /// Does the same two days later, when everything that waits has fallen due.
    func passesLater() async throws {
        clock.advance(minutes: 48 * 60)
        try await passes()
    }

    /// Sends a welcome that Notify accepts, and gives it the status.
    func welcome(thatBecame status: String) async throws {
        try await deliver(schools: [school()])
        try await deliver(registrations: [registered()])
        try await passes()
        stub.settle(status)
        clock.advance(minutes: 6 * 60)
        try await passes()
    }

    func states() async throws -> [MessageState] {
        try await database.query("SELECT state FROM message ORDER BY id", as: MessageState.self)
    }
}

func withWorld<R: Sendable>(
    maximumConnections: Int = 6, _ body: @escaping @Sendable (World) async throws -> R
) async throws -> R {
    let migrations = try MessagingMigrations.all() + NotificationsService.migrations()
    let http = NotifyClient.transport()
    let outcome: Result<R, any Error>
    do {
        let result = try await withNotify { stub, address in
            try await withTemporarySchema(migrations: migrations, maximumConnections: maximumConnections) { database in
                try await body(
                    World(
                        database: database, delivery: EventDelivery(to: database, service: "notifications"), stub: stub,
                        address: address, http: http))
            }
        }
        outcome = .success(result)
    } catch {
        outcome = .failure(error)
    }
    try await http.shutdown()
    return try outcome.get()
}
