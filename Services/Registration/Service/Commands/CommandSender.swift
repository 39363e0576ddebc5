package import Events
package import Foundation
package import Kafka
package import Logging
import Messaging
import Vocabulary

/// Sends a command from the terminal and waits for its outcome, as a school's own system would.
package struct CommandSender: Sendable {
    package enum Outcome: Sendable {
        case accepted(CommandAccepted)
        case refused(CommandRefused)
        case conflicted(CommandConflicted)
    }

    private let producer: KafkaProducer
    private let kafka: KafkaSettings
    private let logger: Logger
    private let now: @Sendable () -> Date

    package init(
        producer: KafkaProducer, kafka: KafkaSettings, logger: Logger, now: @escaping @Sendable () -> Date
    ) {
        self.producer = producer
        self.kafka = kafka
        self.logger = logger
        self.now = now
    }

    /// Publishes the command and returns its outcome, or nil if none arrived in time.
    ///
    /// - Throws: ``CommandNotTaken`` if the broker has not acknowledged the command in time; `UnreadableEvent` or
    ///   `EnvelopeProblem` if the outcome cannot be read, which happens if registration is of another version;
    ///   ``KafkaError``; `CancellationError`.
    package func send(_ command: some Event, id: String, within patience: Duration) async throws -> Outcome? {
        let metadata = EventMetadata(id: UUID.version7(), time: now())
        let record = try OutgoingRecord(command, metadata, from: "terminal")
        // Reading outcomes begins before the command is sent, so that none is missed.
        let tail = try KafkaTail(settings: kafka, topics: [Topic.commandOutcome.name], logger: logger)
        return try await withThrowingTaskGroup(of: Step.self) { group in
            defer {
                tail.stop()
                group.cancelAll()
            }
            group.addTask {
                try await tail.run()
                return .answered(nil)
            }
            group.addTask {
                for await record in tail.records {
                    if let outcome = try Self.outcome(record, of: id) { return .answered(outcome) }
                }
                return .answered(nil)
            }
            group.addTask {
                try await tail.ready()
                _ = try await producer.send([record])
                return .taken
            }
            group.addTask {
                try await Task.sleep(for: patience)
                return .late
            }
            var isTaken = false
            for try await step in group {
                switch step {
                case .taken: isTaken = true
                case .answered(let outcome): return outcome
                case .late where isTaken: return nil
                case .late: throw CommandNotTaken(id: id, patience: patience)
                }
            }
            return nil
        }
    }

    private enum Step {
        case taken
        case answered(Outcome?)
        case late
    }

    private static func outcome(_ record: KafkaRecord, of id: String) throws -> Outcome? {
        guard record.key == Array(id.utf8), let value = record.value else { return nil }
        let (type, _) = try CloudEventHeaders.decode(
            record.headers.map { ($0.name, $0.value) }, timestamp: record.timestamp)
        switch type {
        case CommandAccepted.type: return .accepted(try EventCoding.decode(CommandAccepted.self, from: value))
        case CommandRefused.type: return .refused(try EventCoding.decode(CommandRefused.self, from: value))
        case CommandConflicted.type: return .conflicted(try EventCoding.decode(CommandConflicted.self, from: value))
        default: return nil
        }
    }
}
