import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Messaging
import NIOCore
import PartnershipsDomain
import Postgres
import Synchronization
import TestSupport
import Vocabulary
import Web

@testable import PartnershipsService

/// The service on a schema of its own, with a small catalogue, two lead providers with tokens, and a clock that tests
/// set.
final class World: Sendable {
    let database: Database
    let clock: Clock
    let delivery: EventDelivery
    let service: PartnershipsService
    let projector: DocumentProjector
    let due: DueDocuments
    private let responder: Edge<RouterResponder<APIRequestContext>>
    private let tokens: Mutex<[LeadProviderID: String]> = Mutex([:])
    private let logger: Logger

    private init(_ database: Database, at start: Instant, limits: RequestLimits, logger: Logger) {
        let clock = Clock(start)
        self.logger = logger
        self.database = database
        self.clock = clock
        let now: @Sendable () -> Date = { clock.now }
        let outbox = Outbox(service: "partnerships", now: now)
        let projector = DocumentProjector(now: now)
        let due = DueDocuments(database: database, projector: projector, logger: TestDatabase.logger)
        self.projector = projector
        self.due = due
        delivery = EventDelivery(to: database, service: "partnerships")
        service = PartnershipsService(
            database: database, outbox: outbox, logger: TestDatabase.logger, now: now)
        let api = LeadProviderAPI(
            database: database, projector: projector, due: due,
            writing: PartnershipWriting(database: database, outbox: outbox, projector: projector, now: now), now: now,
            limits: limits)
        responder = Edge(api.router().buildResponder(), problems: .plain, trace: .fresh, logsRequests: false)
    }

    /// Runs a test in a world in which the catalogue is known.
    static func with(
        at start: Instant = "2026-09-15T09:00:00Z",
        limits: RequestLimits = RequestLimits(ofToken: 10_000, ofAddress: 10_000),
        logger: Logger = TestDatabase.logger, leaseTimeout: Duration = .seconds(30),
        _ body: (World) async throws -> Void
    ) async throws {
        let migrations = try MessagingMigrations.all() + PartnershipsService.migrations()
        try await withTemporarySchema(
            migrations: migrations, maximumConnections: 8, configure: { $0.leaseTimeout = leaseTimeout }
        ) { database in
            let world = World(database, at: start, limits: limits, logger: logger)
            try await world.importCatalogue(Fixture.catalogue)
            try await body(world)
        }
    }

    @discardableResult
    func importCatalogue(_ files: [String: String]) async throws -> CatalogueImport.Report {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        return try await importCatalogue(at: folder.path)
    }

    func importCatalogue(at path: String) async throws -> CatalogueImport.Report {
        let clock = clock
        return try await CatalogueImport(
            database: database, outbox: Outbox(service: "partnerships", now: { clock.now }), now: { clock.now }
        ).run(path: path)
    }

    /// Imports while the transaction of a registration is open. That transaction commits as soon as the import waits
    /// for it.
    func importCatalogue(
        _ files: [String: String], meeting registration: ECTRegistered
    ) async throws -> CatalogueImport.Report {
        let clock = clock
        let follow = FollowPlacements(
            projector: projector, outbox: Outbox(service: "partnerships", now: { clock.now }), now: { clock.now })
        let metadata = EventMetadata(id: UUID.version7(), time: clock.now)
        let importing = try await database.transaction { transaction in
            try await follow([(value: .registered(registration), metadata: metadata)], transaction)
            let importing = Task { try await self.importCatalogue(files) }
            try await somebodyWaits()
            return importing
        }
        return try await importing.value
    }

    /// Returns once a transaction waits for a lock that another holds.
    func somebodyWaits() async throws {
        try await eventually("a transaction waits") {
            try await database.query(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                    WHERE application_name = current_schema() AND wait_event_type = 'Lock')
                """, as: Bool.self) == [true]
        }
    }

    func deliver(_ events: [any Event]) async throws {
        for event in events {
            let name = event is SchoolUpdated ? "schools" : event is TeacherUpdated ? "teachers" : "ects"
            try await deliver([event], to: name)
        }
    }

    /// Returns the events of a type that were published, in order.
    func published<E: Event>(_ type: E.Type) async throws -> [E] {
        try await delivery.appended(type).map(\.event)
    }

    /// Delivers all events in one batch.
    func deliver(_ events: [any Event], to name: String) async throws {
        for subscription in service.subscriptions where subscription.name == name {
            try await delivery.deliver(events, to: subscription)
        }
    }

    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var headers: HTTPFields
        var text: String

        /// The contents of `data`: one resource or many.
        var data: [[String: Any]] {
            let whole = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
            if let many = whole?["data"] as? [[String: Any]] { return many }
            return (whole?["data"] as? [String: Any]).map { [$0] } ?? []
        }

        var ids: [String] { data.compactMap { $0["id"] as? String } }

        func attribute(_ name: String) -> [String] {
            data.map { "\(($0["attributes"] as? [String: Any])?[name] ?? "none")" }
        }

        /// The titles of the errors.
        var titles: [String] {
            let whole = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
            return (whole?["errors"] as? [[String: String]])?.compactMap { $0["title"] } ?? []
        }
    }

    func token(of provider: LeadProviderID) async throws -> String {
        if let token = tokens.withLock({ $0[provider] }) { return token }
        let clock = clock
        let name = provider == Fixture.beacon ? "Beacon" : "Lantern"
        let made = try await TokenDesk(database: database, now: { clock.now }).create(
            leadProvider: name, description: nil)
        tokens.withLock { $0[provider] = made.token }
        return made.token
    }

    func get(_ path: String, as provider: LeadProviderID = Fixture.beacon) async throws -> Answer {
        try await send(.get, path, authorization: "Bearer \(try await token(of: provider))")
    }

    /// Returns the answer that operators receive on the internal port.
    func operators(get path: String) async throws -> Answer {
        let router = Router.answering(with: .plain, context: WebRequestContext.self)
        service.addOperatorRoutes(to: router)
        return try await Application(router: router, logger: TestDatabase.logger).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
            }
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, as provider: LeadProviderID = Fixture.beacon, body: String,
        type: String = "application/json"
    ) async throws -> Answer {
        try await send(
            method, path, authorization: "Bearer \(try await token(of: provider))", body: body, type: type)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, authorization: String?, body: String? = nil,
        type: String = "application/json", unless tag: String? = nil
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        fields[.ifNoneMatch] = tag
        fields[.authorization] = authorization
        fields[.contentType] = type
        let headers = fields
        let application = Application(responder: responder, logger: logger)
        return try await application.test(.router) { client in
            try await client.execute(
                uri: "/api/v3/\(path)", method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
            ) { response in
                Answer(
                    status: response.status, headers: response.headers, text: String(buffer: response.body))
            }
        }
    }

    /// Returns the statuses of requests with made-up tokens, over a real connection, which has an address.
    func statusesOfStranger(asking paths: [String]) async throws -> [HTTPResponse.Status] {
        let application = Application(
            responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: TestDatabase.logger)
        return try await application.test(.live) { client in
            var statuses: [HTTPResponse.Status] = []
            for (number, path) in paths.enumerated() {
                let headers: HTTPFields = [.authorization: "Bearer made-up-\(number)"]
                let answer = try await client.execute(uri: "/api/v3/\(path)", method: .get, headers: headers)
                statuses.append(answer.status)
            }
            return statuses
        }
    }

    /// Returns how many stored documents differ from what a rebuild would write.
    func documentsDiffer() async throws -> Int {
        let clock = clock
        return try await DocumentCheck(database: database, now: { clock.now }).verify()
    }
}

/// The clock of a world.
final class Clock: Sendable {
    private struct State {
        var instant: Instant
        var looks = 0
    }

    private let state: Mutex<State>

    init(_ start: Instant) {
        state = Mutex(State(instant: start))
    }

    var now: Date {
        state.withLock { state in
            state.looks += 1
            return state.instant.date
        }
    }

    /// How often the time has been read.
    var looks: Int { state.withLock(\.looks) }

    func set(_ to: Instant) { state.withLock { $0.instant = to } }

    func advance(seconds: Int = 1) {
        state.withLock { state in
            state.instant = Instant(
                millisecondsSinceEpoch: state.instant.millisecondsSinceEpoch + seconds * 1_000)
        }
    }
}
