import Foundation
import Logging
import ServiceLifecycle

@testable import Kafka

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The broker that the tests share, and names on it that no other test has.
enum TestBroker {
    struct Missing: Error, CustomStringConvertible {
        let description =
            "set TEST_KAFKA_BOOTSTRAP_SERVERS to the address of a Kafka broker, for instance 127.0.0.1:9092"
    }

    static func settings(_ extra: [String: String] = [:]) throws -> KafkaSettings {
        guard let servers = ProcessInfo.processInfo.environment["TEST_KAFKA_BOOTSTRAP_SERVERS"] else { throw Missing() }
        return KafkaSettings(
            bootstrapServers: servers, clientID: unique("client"), fetchWaitMilliseconds: 25,
            sessionTimeoutMilliseconds: 6000, extra: extra)
    }

    static func unique(_ name: String) -> String {
        "\(name)-\(UUID().uuidString.lowercased())"
    }

    /// Creates a topic and, if given, a group that starts at its first record.
    static func topic(partitions: Int32 = 1, group: String? = nil) async throws -> String {
        let admin = KafkaAdmin(settings: try settings())
        let name = unique("kafka-tests")
        _ = try await admin.createTopics([TopicSpecification(name: name, partitions: partitions)])
        if let group { _ = try await admin.commitStart(group: group, topics: [name]) }
        return name
    }

    static func write(_ records: [OutgoingRecord]) async throws -> [Delivery] {
        try await KafkaProducer.scoped(settings: settings(), logger: quiet) { try await $0.send(records) }
    }

    /// Writes each record in a batch of its own.
    ///
    /// Tansu computes a partition's end from the beginning of its last batch, which is right for batches of one.
    static func writeSingly(_ records: [OutgoingRecord]) async throws {
        try await KafkaProducer.scoped(settings: settings(), logger: quiet) { producer in
            for record in records { _ = try await producer.send([record]) }
        }
    }

    static func numbered(_ numbers: Range<Int>, topic: String, keys: Int = 1) -> [OutgoingRecord] {
        numbers.map { OutgoingRecord(topic: topic, key: bytes("key-\($0 % keys)"), value: bytes(String($0))) }
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension KafkaRecord {
    var text: String { String(decoding: value ?? [], as: UTF8.self) }
    var number: Int? { Int(text) }
}

struct DeadlinePassed: Error {
    let waitingFor: String
}

/// Waits for a condition that is not announced.
func wait(for what: String, within limit: Duration = .seconds(30), until isThere: () -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while !isThere() {
        guard .now < deadline else { throw DeadlinePassed(waitingFor: what) }
        await Task.yield()
    }
}

/// Runs services while `body` runs, then stops them and waits until they have stopped.
func running<R: Sendable>(
    _ services: any Service..., while body: @Sendable () async throws -> R
) async throws -> R {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for service in services { group.addTask { try await service.run() } }
        do {
            let result = try await body()
            group.cancelAll()
            try await group.waitForAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}
