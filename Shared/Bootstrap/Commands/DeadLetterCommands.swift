import ArgumentParser
import Foundation
import Messaging

/// Looks at events that could not be applied, and decides what becomes of them.
struct DeadLetterCommands<Service: Microservice>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "dead-letters",
            abstract: "List events that could not be applied, run them again, or give them up.",
            subcommands: [List.self, Replay.self, Discard.self, SkipGap.self])
    }

    struct List: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract:
                    "List parked events, the oldest first: id, subscription, kind, topic, place, attempts, reason.",
                discussion: """
                    Kinds: poison failed or cannot be read; waiting came after a poison event of its key; gap waits \
                    for an earlier version of its key. Keys are not printed, since they name people.
                    """)
        }

        @Option(help: "Only those of this subscription.")
        var subscription: String?

        @Option(help: "The most events to list.")
        var limit = 100

        init() {}

        func run() async throws {
            let (subscription, limit) = (subscription, limit)
            try await OneShot<Service>.run { context in
                let letters = try await DeadLetters(database: context.database).list(
                    consumer: subscription, limit: limit)
                if letters.isEmpty { print("nothing is parked") }
                for letter in letters { print(letter.line) }
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Run a parked event again; those that wait behind it follow in order.",
                discussion: "The service takes it up within a second, with the handlers that it has.")
        }

        @Argument(help: "The event's id, as list prints it.")
        var id: String

        init() {}

        func run() async throws {
            let id = try eventID(id)
            try await OneShot<Service>.run { context in
                try await DeadLetters(database: context.database).replay(id, actor: TerminalUser.name)
                print("released \(id.uuidString.lowercased())")
            }
        }
    }

    struct Discard: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Give a poison event up; those that wait behind it go on.",
                discussion: "The row stays for 30 days with the reason and who gave it.")
        }

        @Argument(help: "The event's id, as list prints it.")
        var id: String

        @Option(help: "Why it may be given up.")
        var reason: String

        init() {}

        func run() async throws {
            let id = try eventID(id)
            let reason = reason
            try await OneShot<Service>.run { context in
                try await DeadLetters(database: context.database).discard(id, because: reason, actor: TerminalUser.name)
                print("discarded \(id.uuidString.lowercased())")
            }
        }
    }

    struct SkipGap: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(abstract: "Go on with a key without the versions that will never come.")
        }

        @Option(help: "The topic, such as registration.ect.v1.")
        var topic: String

        @Option(help: "The key of the events that wait.")
        var key: String

        @Option(help: "Why the missing versions will never come.")
        var reason: String

        init() {}

        func run() async throws {
            let (topic, key, reason) = (topic, key, reason)
            try await OneShot<Service>.run { context in
                try await DeadLetters(database: context.database).skipGap(
                    key: key, of: topic, because: reason, actor: TerminalUser.name)
                print("the gap is passed over")
            }
        }
    }
}

/// - Throws: `ValidationError`.
func eventID(_ text: String) throws -> UUID {
    guard let id = UUID(uuidString: text) else {
        throw ValidationError("\"\(text)\" is not an event id. dead-letters list prints them, and log lines hold them.")
    }
    return id
}

extension DeadLetter {
    fileprivate var line: String {
        let place = "\(topic)[\(partition)]@\(offset)"
        let released = isReleased ? " released" : ""
        return [
            eventID.uuidString.lowercased(), consumer, kind.rawValue + released, type ?? "-", place,
            "attempts \(attempts)", parkedAt.formatted(.iso8601), reason,
        ].joined(separator: "  ")
    }
}
