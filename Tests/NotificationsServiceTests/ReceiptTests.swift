import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Messaging
import NIOCore
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Delivery receipts")
struct ReceiptTests {
    private static let token = "a-token-that-we-chose"

    @Test func `a delivery is recorded and published, once`() async throws {
        try await withAcceptedEmail { world, email, post async throws in
            #expect(try await post(receipt(email), Self.token) == 204)
            #expect(try await post(receipt(email), Self.token) == 204)
            #expect(try await post(receipt(email, status: "permanent-failure"), Self.token) == 204)

            #expect(try await world.states() == [.delivered])
            #expect(try await world.delivery.appended(MessageDelivered.self).map(\.event.notifyID) == [email.id])
            #expect(try await world.delivery.appended(MessageFailed.self).isEmpty)
        }
    }

    @Test func `while the database is away receipts that come at once are refused at once`() async throws {
        try await withWorld { world async throws in
            var configuration = try TestDatabase.configuration(maximumConnections: 1)
            configuration.url = "postgres://nobody@127.0.0.1:1/none"
            configuration.leaseTimeout = .milliseconds(500)
            let away = try Database(configuration: configuration, logger: TestDatabase.logger)
            let clock = world.clock
            let desk = ReceiptDesk(database: away, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })
            let running = Task { try await away.run() }
            defer { running.cancel() }

            let began = ContinuousClock.now
            let refused = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        do {
                            try await desk.record(
                                Receipt(reference: EmailReference(UUID()), notifyID: UUID(), status: .delivered))
                            return false
                        } catch {
                            return error is PostgresError
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(refused == 60)
            // One after the other they would wait for half a minute.
            #expect(began.duration(to: .now) < .seconds(10))
        }
    }

    @Test func `receipts that come at once are recorded each, and once`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (0..<40).map { registered($0 + 1) })
            try await world.passes()
            let emails = world.stub.emails
            try #require(emails.count == 40)
            let clock = world.clock
            let desk = ReceiptDesk(
                database: world.database, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })

            try await withThrowingTaskGroup(of: Void.self) { group in
                for email in emails + emails {
                    let reference = try #require(EmailReference(parsing: email.reference))
                    group.addTask {
                        try await desk.record(Receipt(reference: reference, notifyID: email.id, status: .delivered))
                    }
                }
                // A receipt for an unknown message among them.
                group.addTask {
                    try await desk.record(
                        Receipt(reference: EmailReference(UUID()), notifyID: UUID(), status: .delivered))
                }
                try await group.waitForAll()
            }

            #expect(try await world.states() == Array(repeating: .delivered, count: 40))
            #expect(try await world.delivery.appended(MessageDelivered.self).count == 40)
        }
    }

    @Test(arguments: [(slow: 1, recorded: 9), (slow: 10, recorded: 0)])
    func `one receipt that takes too long is refused alone, and all where each does`(slow: Int, recorded: Int)
        async throws
    {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: (0..<10).map { registered($0 + 1) })
            try await world.passes()
            let references = try world.stub.emails.map { try #require(EmailReference(parsing: $0.reference)) }
            try #require(references.count == 10)
            let notifyIDs = world.stub.emails.map(\.id)
            try await slowDown(Array(references.prefix(slow)), in: world.database)
            var configuration = world.database.configuration
            configuration.statementTimeout = .milliseconds(500)
            let impatient = try Database(configuration: configuration, logger: TestDatabase.logger)
            defer { impatient.close() }
            let clock = world.clock
            let desk = ReceiptDesk(database: impatient, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })

            let began = ContinuousClock.now
            let done = await withTaskGroup(of: Bool.self) { group in
                for (reference, notifyID) in zip(references, notifyIDs) {
                    group.addTask {
                        do {
                            try await desk.record(Receipt(reference: reference, notifyID: notifyID, status: .delivered))
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }

            #expect(done == recorded)
            #expect(try await world.states().count { $0 == .delivered } == recorded)
            // One after the other, ten would take five seconds and more.
            #expect(began.duration(to: .now) < .seconds(4))
        }
    }

    private func slowDown(_ references: [EmailReference], in database: Database) async throws {
        try await database.execute(
            "CREATE TABLE slow AS SELECT id FROM message WHERE reference = ANY(\(references))")
        try await database.execute(
            """
            CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT FROM slow WHERE slow.id = OLD.id) THEN PERFORM pg_sleep(20); END IF;
                RETURN NEW;
            END $$
            """)
        try await database.execute(
            "CREATE TRIGGER slow BEFORE UPDATE ON message FOR EACH ROW EXECUTE FUNCTION be_slow()")
    }

    @Test func `a bounce is recorded, and a later delivery wins over it`() async throws {
        try await withAcceptedEmail { world, email, post async throws in
            #expect(try await post(receipt(email, status: "temporary-failure"), Self.token) == 204)
            #expect(try await world.states() == [.failed, .planned])
            #expect(try await world.delivery.appended(MessageFailed.self).map(\.event.reason) == ["temporary-failure"])

            #expect(try await post(receipt(email), Self.token) == 204)
            #expect(try await world.states() == [.delivered, .planned])
            try await world.passesLater()
            #expect(try await world.states() == [.delivered, .withheld])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a receipt that overtakes the answer is believed, and the answer changes nothing`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            world.stub.next(.acceptThenFail)
            try await world.passes()
            let email = try #require(world.stub.emails.first)
            try await posting(to: world) { post async throws in
                #expect(try await post(receipt(email), Self.token) == 204)
            }
            world.clock.advance(minutes: 10)
            try await world.passes()

            #expect(try await world.states() == [.delivered])
            #expect(world.stub.requests == 1)
        }
    }

    @Test func `a receipt that cannot be recorded is asked for again, in a minute`() async throws {
        try await withWorld { world async throws in
            var configuration = try TestDatabase.configuration(maximumConnections: 1)
            configuration.url = "postgres://nobody@127.0.0.1:1/none"
            configuration.leaseTimeout = .milliseconds(500)
            let away = try Database(configuration: configuration, logger: TestDatabase.logger)
            defer { away.close() }
            let body = #"{"id":"\#(UUID())","reference":"\#(UUID())","status":"delivered"}"#
            let answer = try await answer(to: body, recordingIn: away, of: world, token: Self.token)

            #expect(answer.status == .serviceUnavailable)
            #expect(answer.headers[.retryAfter] == "60")
        }
    }

    @Test func `without a token nobody's receipts are trusted`() async throws {
        try await withWorld { world async throws in
            let answer = try await answer(to: "{}", recordingIn: world.database, of: world, token: nil)

            #expect(answer.status == .unauthorized)
        }
    }

    private func answer(
        to body: String, recordingIn database: Database, of world: World, token: String?
    ) async throws -> TestResponse {
        let clock = world.clock
        let desk = ReceiptDesk(database: database, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })
        let endpoint = ReceiptsEndpoint(recordingAt: desk, token: token)
        let app = Application(router: NotificationsService.router(endpoint), logger: TestDatabase.logger)
        return try await app.test(.router) { client in
            try await client.execute(
                uri: "/notify/receipts", method: .post, headers: [.authorization: "Bearer \(Self.token)"],
                body: ByteBuffer(string: body))
        }
    }

    @Test(arguments: ["another-token-than-ours", ""])
    func `a forged receipt is refused and changes nothing`(token: String) async throws {
        try await withAcceptedEmail { world, email, post async throws in
            #expect(try await post(receipt(email), token) == 401)
            #expect(try await world.states() == [.accepted])
        }
    }

    @Test(arguments: ["", "{}", "[1]", #"{"id":"1","status":"delivered"}"#, "\u{0}"])
    func `what is no receipt is refused`(body: String) async throws {
        try await withAcceptedEmail { _, _, post async throws in
            #expect(try await post(body, Self.token) == 400)
        }
    }

    @Test(arguments: [#""\#(UUID())""#, #""not-ours""#, "null"])
    func `a receipt for an e-mail of somebody else is taken and forgotten`(reference: String) async throws {
        try await withAcceptedEmail { world, _, post async throws in
            let body = #"{"id":"\#(UUID())","reference":\#(reference),"status":"delivered","to":"x@y.example"}"#

            #expect(try await post(body, Self.token) == 204)
            #expect(try await world.states() == [.accepted])
        }
    }

    private typealias Post = (_ body: String, _ token: String) async throws -> Int

    private func withAcceptedEmail(
        _ body: @escaping @Sendable (World, NotifyStub.Email, Post) async throws -> Void
    ) async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered()])
            try await world.passes()
            let email = try #require(world.stub.emails.first)
            try await posting(to: world) { post async throws in try await body(world, email, post) }
        }
    }

    private func posting(to world: World, _ body: @escaping @Sendable (Post) async throws -> Void) async throws {
        let clock = world.clock
        let desk = ReceiptDesk(
            database: world.database, outbox: world.outbox, policy: RetryPolicy(), now: { clock.now })
        let endpoint = ReceiptsEndpoint(recordingAt: desk, token: Self.token)
        let app = Application(router: NotificationsService.router(endpoint), logger: TestDatabase.logger)
        try await app.test(.router) { client in
            try await body { text, token in
                try await client.execute(
                    uri: "/notify/receipts", method: .post, headers: [.authorization: "Bearer \(token)"],
                    body: ByteBuffer(string: text)
                ) { Int($0.status.code) }
            }
        }
    }

    private func receipt(_ email: NotifyStub.Email, status: String = "delivered") -> String {
        """
        {"id":"\(email.id)","reference":"\(email.reference)","to":"\(email.address)","status":"\(status)",
        "created_at":"2026-01-01T12:00:00.000000Z","completed_at":"2026-01-01T12:00:01.000000Z",
        "sent_at":"2026-01-01T12:00:00.500000Z","notification_type":"email","template_id":"\(UUID())",
        "template_version":1}
        """
    }
}
