import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityProof
import Kafka
import Messaging
import Postgres
import RegistrationDomain
import TestSupport
import Testing
import Vocabulary
import Web

@testable import RegistrationService

/// The service on a schema of its own, with schools, a catalogue and people whom identity knows.
final class World: Sendable {
    static let now: Instant = "2026-11-25T10:00:00Z"

    let database: Database
    let identity: FakeIdentity
    let delivery: EventDelivery
    private let sealer: ProofSealer
    private let subscriptions: [Subscription]

    private init(_ database: Database, _ closures: RegistrationClosures) throws {
        let key = try LookupKey(bytes: Array(repeating: 7, count: LookupKey.byteCount))
        let earlier = try LookupKey(bytes: Array(repeating: 8, count: LookupKey.byteCount))
        let pair = ProofKeyPair()
        let identity = FakeIdentity(key: key)
        let now: @Sendable () -> Date = { World.now.date }
        let outbox = Outbox(service: "registration", now: now)
        let checking = IdentityChecking(
            opener: try ProofOpener(keys: ["test": pair.privateKey]),
            keys: LookupKeys(current: key, earlier: [earlier]),
            ask: { try identity.answer($0, causedBy: $1, within: $2) }, replyTo: Fixture.uuid(99), now: now)
        self.database = database
        self.identity = identity
        delivery = EventDelivery(to: database, service: "registration")
        sealer = try ProofSealer(publicKey: pair.publicKey, keyID: "test")
        subscriptions = [
            RegistrationService.establishments(outbox: outbox, now: now), RegistrationService.catalogue(),
            RegistrationService.teachers(), RegistrationService.training(),
            RegistrationService.commands(checking, closures: closures, outbox: outbox, now: now),
        ]
    }

    /// The same schools and teachers on days on which registration is closed.
    func with(closures: RegistrationClosures) throws -> World { try World(database, closures) }

    static func with(
        closures: RegistrationClosures = .never, _ body: (World) async throws -> Void
    ) async throws {
        let migrations = try MessagingMigrations.all() + RegistrationService.migrations()
        try await withTemporarySchema(migrations: migrations) { database in
            let world = try World(database, closures)
            world.identity.know([.sam, .kim])
            try await world.deliver(Fixture.establishments, to: "establishments")
            try await world.deliver(Fixture.catalogue, to: "catalogue")
            _ = try await database.transaction { try await CatalogueStore().save(Fixture.bodies, in: $0) }
            try await body(world)
            #expect(try await world.delivery.parked().isEmpty)
        }
    }

    /// Delivers all events in one batch.
    @discardableResult
    func deliver(_ events: [any Event], to name: String = "commands") async throws -> [KafkaRecord] {
        let records = try events.map { try delivery.record(of: $0) }
        try await deliver(records: records, to: name)
        return records
    }

    func deliver(records: [KafkaRecord], to name: String = "commands") async throws {
        for subscription in subscriptions where subscription.name == name {
            try await delivery.deliver(records: records, to: subscription)
        }
    }

    /// Runs commands that an operator released.
    func retryParked() async throws {
        for subscription in subscriptions where subscription.name == "commands" {
            try await delivery.retryParked(of: subscription)
        }
    }

    /// Returns a command that is accepted unless the test changes it.
    func register(
        _ person: Person = .sam, at urn: URN = Fixture.school, from start: String = "2026-09-01", id: String = "c-1",
        proof: ClearProof? = nil, _ change: (inout RegisterECT) -> Void = { _ in }
    ) throws -> RegisterECT {
        let sealed = try sealer.seal(proof ?? ClearProof(dateOfBirth: person.dateOfBirth), commandID: id)
        var command = RegisterECT(
            commandID: id, urn: urn.rawValue, trn: person.trn.rawValue,
            identityProof: SealedIdentityProof(
                keyID: sealed.keyID, encapsulatedKey: sealed.encapsulatedKey, ciphertext: sealed.ciphertext),
            emailAddress: Personal("\(person.first).\(person.last)@school.example"), startedOn: start,
            workingPattern: "full_time", appropriateBodyID: "\(Fixture.hub)", trainingProgramme: "provider_led",
            leadProviderID: "\(Fixture.beacon)", requestedBy: "test")
        change(&command)
        return command
    }

    /// Returns the outcomes of each command, by its id.
    func outcomes() async throws -> [String: [String]] {
        var outcomes: [String: [String]] = [:]
        for accepted in try await published(CommandAccepted.self) {
            outcomes[accepted.commandID, default: []].append("accepted")
        }
        for refused in try await published(CommandRefused.self) {
            outcomes[refused.commandID, default: []]
                .append("refused " + refused.reasons.map { "\($0.field ?? "-"):\($0.code)" }.joined(separator: " "))
        }
        for conflicted in try await published(CommandConflicted.self) {
            outcomes[conflicted.commandID, default: []].append("conflicted")
        }
        return outcomes
    }

    /// Returns the answer that operators receive.
    func get(_ path: String) async throws -> (status: Int, text: String) {
        let router = Router(context: WebRequestContext.self)
        RegistrationService.addOperatorRoutes(to: router, reading: database)
        let responder = Edge(router.buildResponder(), problems: .plain, trace: .fresh, logsRequests: false)
        let application = Application(responder: responder, logger: TestDatabase.logger)
        return try await application.test(.router) { client in
            try await client.execute(uri: "/\(path)", method: .get) { response in
                (Int(response.status.code), String(buffer: response.body))
            }
        }
    }

    /// Returns the events of a type that were published, in order.
    func published<E: Event>(_ type: E.Type) async throws -> [E] {
        try await delivery.appended(type).map(\.event)
    }
}
