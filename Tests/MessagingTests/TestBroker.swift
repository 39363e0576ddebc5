import Events
import Foundation
import Kafka
import ServiceLifecycle
import Synchronization
import TestSupport

/// The broker that the tests share.
enum TestBroker {
    struct Unset: Error, CustomStringConvertible {
        let description =
            "set TEST_KAFKA_BOOTSTRAP_SERVERS to the address of a Kafka broker, for instance 127.0.0.1:9092"
    }

    static var servers: String {
        get throws {
            guard let servers = ProcessInfo.processInfo.environment["TEST_KAFKA_BOOTSTRAP_SERVERS"], !servers.isEmpty
            else { throw Unset() }
            return servers
        }
    }

    static func settings(servers: String? = nil) throws -> KafkaSettings {
        KafkaSettings(
            bootstrapServers: try servers ?? self.servers, clientID: "test-\(UUID().uuidString.lowercased())",
            fetchWaitMilliseconds: 25, sessionTimeoutMilliseconds: 6_000)
    }

    static func producer(servers: String? = nil) throws -> KafkaProducer {
        try KafkaProducer(
            settings: settings(servers: servers), flushTimeout: .milliseconds(500), logger: TestDatabase.logger)
    }
}

/// A service that keeps every record of a topic, and may react to it.
final class Listener: Service {
    private let tail: KafkaTail
    private let react: @Sendable (KafkaRecord) async throws -> Void
    private let noted = Mutex<[KafkaRecord]>([])

    init(
        to topic: Topic, servers: String? = nil,
        react: @escaping @Sendable (KafkaRecord) async throws -> Void = { _ in }
    ) throws {
        self.tail = try KafkaTail(
            settings: TestBroker.settings(servers: servers), topics: [topic.name], logger: TestDatabase.logger)
        self.react = react
    }

    /// Returns once it receives everything that is sent from now on.
    func ready() async throws { try await tail.ready() }

    var records: [KafkaRecord] { noted.withLock { $0 } }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.tail.run() }
            group.addTask {
                for await record in self.tail.records {
                    self.noted.withLock { $0.append(record) }
                    try await self.react(record)
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Runs services as a process does while `body` runs, then shuts them down, the last one first.
func running<R: Sendable>(_ services: any Service..., while body: () async throws -> R) async throws -> R {
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(services: services, logger: TestDatabase.logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let result: Result<R, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return try result.get()
    }
}

extension KafkaRecord {
    func text(_ header: String) -> String? {
        self.header(header).map { String(decoding: $0, as: UTF8.self) }
    }

    var eventID: UUID? { text(CloudEventHeaders.Name.id).flatMap(UUID.init(uuidString:)) }
    var version: Int? { text(CloudEventHeaders.Name.sequence).flatMap { Int($0) } }
    var keyText: String { String(decoding: key ?? [], as: UTF8.self) }
}
