import Foundation
import Kafka
import TestSupport

@testable import Events

/// An event on a topic that no other test has.
struct Happening: Event, Hashable {
    static let type: EventType = "test.happening.noted"
    static var topic: Topic { happenings }
    @TaskLocal static var happenings = Topic.forTest("happening")

    var subject: String
    var number: Int
    var padding: String?

    var key: String { subject }

    init(_ subject: String, _ number: Int, padding: String? = nil) {
        self.subject = subject
        self.number = number
        self.padding = padding
    }
}

extension Topic {
    static func forTest(_ word: String, partitions: Int = 3, ordering: Ordering = .dense) -> Topic {
        Topic(
            name: "messaging-tests-\(word)-\(UUID().uuidString.lowercased())", partitions: partitions,
            retention: .time(.seconds(3_600)), ordering: ordering, owner: "test", summary: "For one test.")
    }

    func create() async throws {
        _ = try await KafkaAdmin(settings: TestBroker.settings()).createTopics([
            TopicSpecification(name: name, partitions: Int32(partitions))
        ])
    }
}

/// Creates the topic of happenings for one test, and listens to it.
func withHappenings<R: Sendable>(_ body: (Listener) async throws -> R) async throws -> R {
    let topic = Topic.forTest("happening")
    try await topic.create()
    return try await Happening.$happenings.withValue(topic) {
        let listener = try Listener(to: topic)
        return try await running(listener) {
            try await listener.ready()
            return try await body(listener)
        }
    }
}
