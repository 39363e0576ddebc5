import ArgumentParser
import Events
import Foundation
import Messaging
import Vocabulary

/// Sends events of the outbox again.
struct Republish<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "republish",
            abstract: "Publish events of this service again, after a topic was lost or for a reader that begins anew.",
            discussion: """
                The running service sends them in their order, with the same ids and the header replay: 1. Readers \
                that know them skip them, and nobody is told anything twice. What the broker had refused was never sent \
                and goes out without that header. Topics of this service: \
                \(Service.publishes.map(\.name).sorted().joined(separator: ", ")).
                """)
    }

    @Option(
        help: "The topic, such as registration.ect.v1; all topics of the service where it is left out.",
        transform: published)
    var topic: Topic?

    @Option(
        help: "Only events since this instant, such as 2026-09-01T00:00:00Z; all of them where it is left out.",
        transform: instant)
    var since: Date?

    @Option(
        name: .customLong("key-of"),
        help: "Only events of the key that this event has, by its id: heals the gap in which it waits for them.",
        transform: eventID)
    var keyOf: UUID?

    init() {}

    func run() async throws {
        let (topics, since, event) = (topic.map { [$0] } ?? Service.publishes, since, keyOf)
        try await OneShot<Service>.run { context in
            let republisher = Republisher(database: context.database)
            if let event {
                guard let sent = try await republisher.republish(keyOf: event, among: topics, since: since) else {
                    throw UnknownToOutbox(event: event, service: Service.name, topics: topics.map(\.name))
                }
                print("\(sent.topic): \(sent.count) events will be sent again")
                return
            }
            for topic in topics {
                let count = try await republisher.republish(topic: topic, since: since)
                print("\(topic.name): \(count) events will be sent again")
            }
        }
    }

    @Sendable private static func published(_ name: String) throws -> Topic {
        guard let topic = Service.publishes.first(where: { $0.name == name }) else {
            let names = Service.publishes.map(\.name).sorted().joined(separator: ", ")
            throw ValidationError("\(Service.name) does not publish it. It publishes: \(names).")
        }
        return topic
    }

    @Sendable private static func instant(_ text: String) throws -> Date {
        guard let instant = Instant(rfc3339: text) else {
            throw ValidationError("It must be an instant such as 2026-09-01T00:00:00Z.")
        }
        return instant.date
    }
}

/// The event that `--key-of` names was not published by this service.
struct UnknownToOutbox: Error, CustomStringConvertible {
    let event: UUID
    let service: String
    let topics: [String]

    var description: String {
        """
        --key-of: \(service) has published no event \(event.uuidString.lowercased()) on \(topics.joined(separator: ", ")). \
        Run this with the service that owns the topic of the event.
        """
    }
}
