import Configuration
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import Metrics
import NIOCore
import NIOPosix
import Observability
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Bootstrap

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The settings of one test: a schema of its own, free ports, and the servers that tests share.
struct ToySettings {
    struct NoBroker: Error, CustomStringConvertible {
        let description =
            "set TEST_KAFKA_BOOTSTRAP_SERVERS to the address of a Kafka broker, for instance 127.0.0.1:9092"
    }

    var environment: [String: String]
    let publicPort: Int
    let internalPort: Int

    init(schema: String = "unused") async throws {
        guard let broker = ProcessInfo.processInfo.environment["TEST_KAFKA_BOOTSTRAP_SERVERS"] else { throw NoBroker() }
        publicPort = try await freePort()
        internalPort = try await freePort()
        environment = [
            "DATABASE_URL": try TestDatabase.url, "DATABASE_SCHEMA": schema, "KAFKA_BOOTSTRAP_SERVERS": broker,
            "KAFKA_FETCH_WAIT_MS": "25", "KAFKA_SESSION_TIMEOUT_MS": "6000", "HTTP_PORT": "\(publicPort)",
            "INTERNAL_PORT": "\(internalPort)", "TOY_ANSWER": "pong",
        ]
    }

    var settings: Settings { .reading(environment) }
}

extension Settings {
    static func reading(_ environment: [String: String]) -> Settings {
        Settings(reading: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)))
    }
}

/// Runs `body` with a schema that has the tables of the toy, and with its settings.
func withToySchema<R: Sendable>(_ body: (Database, ToySettings) async throws -> R) async throws -> R {
    let schema = TestDatabase.uniqueSchema()
    return try await withTemporarySchema(configure: { $0.schema = schema }) { database in
        _ = try await Toy.schema.migrate(using: database)
        return try await body(database, try await ToySettings(schema: schema))
    }
}

/// A running toy, as seen from outside.
struct RunningToy: Sendable {
    let publicPort: Int
    let internalPort: Int
    private let group: ServiceGroup

    /// Runs the service while `body` runs, then shuts it down and waits for its end.
    static func serve<R: Sendable>(
        _ toy: ToySettings, in world: ToyWorld = ToyWorld(), while body: @Sendable (RunningToy) async throws -> R
    ) async throws -> R {
        let registry = PrometheusRegistry()
        let serving = try Serving<Toy>(
            settings: toy.settings, registry: registry, eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
            logger: quiet)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [Whole(serving: serving)], logger: quiet))
        let running = RunningToy(publicPort: toy.publicPort, internalPort: toy.internalPort, group: group)
        return try await Toy.$world.withValue(world) {
            try await withMetricsFactory(registry) {
                try await running.whileRunning(body)
            }
        }
    }

    private func whileRunning<R: Sendable>(_ body: @Sendable (RunningToy) async throws -> R) async throws -> R {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Result<R, any Error>
            do { result = .success(try await body(self)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Begins the shutdown without waiting for it to end.
    func beginShutdown() async { await group.triggerGracefulShutdown() }

    private struct Whole: ServiceLifecycle.Service {
        let serving: Serving<Toy>
        func run() async throws { try await serving.run() }
    }
}

/// The answer of a server.
struct Answer: Equatable, Sendable {
    var status: Int
    var body: String
}

/// Sends a request to a server on this machine; returns nil if none listens.
func ask(_ path: String, method: HTTPRequest.Method = .get, port: Int) async throws -> Answer? {
    do {
        return try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
            let response = try await client.execute(
                TestClient.Request(path, method: method, authority: "127.0.0.1", headers: [.connection: "close"]))
            return Answer(status: response.status.code, body: response.body.map { String(buffer: $0) } ?? "")
        }
    } catch is NIOConnectionError {
        return nil
    }
}

/// Returns a port that nothing listens on now.
func freePort() async throws -> Int {
    try await withTakenPort { $0 }
}

/// Listens on some port while `body` runs.
func withTakenPort<R: Sendable>(_ body: (Int) async throws -> R) async throws -> R {
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .bind(host: "127.0.0.1", port: 0).get()
    let result: Result<R, any Error>
    do { result = .success(try await body(channel.localAddress?.port ?? 0)) } catch { result = .failure(error) }
    try await channel.close()
    return try result.get()
}

/// Returns whether a connection is accepted. It may still be closed unanswered when listening ends.
func isListening(on port: Int) async throws -> Bool {
    do {
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        channel.close(promise: nil)
        return true
    } catch is NIOConnectionError {
        return false
    }
}
