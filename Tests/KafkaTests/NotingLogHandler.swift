import Logging

@testable import Kafka

/// A log handler that records every message with its metadata in a journal, so that a test can wait for one.
struct NotingLogHandler: LogHandler {
    let journal: Journal<String>
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    init(journal: Journal<String>) {
        self.journal = journal
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        journal.note(
            ([event.message.description] + (event.metadata ?? [:]).map { "\($0)=\($1)" }).joined(separator: " "))
    }
}

extension Logger {
    static func noting(in journal: Journal<String>) -> Logger {
        Logger(label: "test") { _ in NotingLogHandler(journal: journal) }
    }
}

extension KafkaSettings {
    /// Nothing listens on the lowest port.
    static let unreachable = KafkaSettings(bootstrapServers: "127.0.0.1:1", clientID: "test")
}
