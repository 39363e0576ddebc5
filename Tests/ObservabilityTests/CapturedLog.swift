import Foundation
import Logging
import Synchronization

@testable import Observability

/// A log whose lines stay in memory.
final class CapturedLog: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    /// Returns a logger whose clock stands still.
    func logger(level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { _ in
            JSONLogHandler(
                process: ProcessIdentity(service: "registration", version: "1.2.3", environment: "local"),
                level: level,
                output: LogOutput { line in self.bytes.withLock { $0 += line } },
                clock: { LogTimestamp(millisecondsSince1970: 1_767_225_600_123) })
        }
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

    /// Returns every line as an object, and throws if a line is not an object of strings.
    func objects() throws -> [[String: String]] {
        try text.split(separator: "\n").map { line in
            try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        }
    }

    /// Returns the only line that was written.
    func object() throws -> [String: String] {
        struct NotOneLine: Error {}
        let all = try objects()
        guard all.count == 1, let only = all.first else { throw NotOneLine() }
        return only
    }
}
