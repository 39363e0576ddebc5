import ArgumentParser
import Foundation
import Messaging

/// Commands that list events that could not be applied, and decide what becomes of them.
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

        @Option(parsing: .unconditional, help: "The most events to list.")
        var limit = 100

        init() {}

        func validate() throws {
            guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
        }

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

        @Argument(help: "The event's id, as list prints it.", transform: eventID)
        var id: UUID

        init() {}

        func run() async throws {
            let id = id
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

        @Argument(help: "The event's id, as list prints it.", transform: eventID)
        var id: UUID

        @Option(help: "Why it may be given up.", transform: given)
        var reason: String

        init() {}

        func run() async throws {
            let (id, reason) = (id, reason)
            try await OneShot<Service>.run { context in
                try await DeadLetters(database: context.database).discard(id, because: reason, actor: TerminalUser.name)
                print("discarded \(id.uuidString.lowercased())")
            }
        }
    }

    struct SkipGap: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Go on without the versions for which an event waits in a gap and that will never come.",
                discussion:
                    "Earlier gaps of its key go first. Replay or discard poison of its key before, and try republish.")
        }

        @Argument(help: "The id of an event that waits in the gap, as list prints it.", transform: eventID)
        var id: UUID

        @Option(help: "Why the missing versions will never come.", transform: given)
        var reason: String

        init() {}

        func run() async throws {
            let (id, reason) = (id, reason)
            try await OneShot<Service>.run { context in
                try await DeadLetters(database: context.database).skipGap(
                    before: id, because: reason, actor: TerminalUser.name)
                print("the gap is passed over")
            }
        }
    }
}

/// - Throws: `ValidationError` for a blank reason, which would explain nothing to an audit.
@Sendable private func given(_ reason: String) throws -> String {
    let text = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw ValidationError("It must say why.") }
    return text
}

/// - Throws: `ValidationError`.
@Sendable func eventID(_ text: String) throws -> UUID {
    guard let id = UUID(uuidString: text) else {
        throw ValidationError("It is not an event id. dead-letters list prints them, and log lines hold them.")
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
