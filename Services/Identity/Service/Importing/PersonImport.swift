import Events
package import Foundation
package import IdentityProof
package import Kafka
import Vocabulary

/// Reads persons line by line from a file and publishes them in place of TRS.
package struct PersonImport: Sendable {
    package struct Report: Sendable {
        package var published = 0
        package var skipped = 0
    }

    private let reader: PersonLineReader
    private let publisher: PersonPublisher

    private static let batch = 5_000
    private static let progressEvery = 50_000

    /// - Parameter isObservedNow: Whether every line is dated now, regardless of its `observedAt`, so that a file that
    ///   was published before is accepted again.
    package init(key: LookupKey, producer: KafkaProducer, now: Date, isObservedNow: Bool) {
        self.init(key: key, publisher: PersonPublisher(producer: producer), now: now, isObservedNow: isObservedNow)
    }

    init(key: LookupKey, publisher: PersonPublisher, now: Date, isObservedNow: Bool = false) {
        reader = PersonLineReader(key: key, now: Instant(now), isObservedNow: isObservedNow)
        self.publisher = publisher
    }

    /// Publishes every line that can be used. Memory grows by about thirty bytes for each person, not with the number
    /// of lines.
    ///
    /// - Parameter tell: Called with messages for the operator: lines that were skipped, and progress.
    /// - Throws: Any error from reading the file or from the broker; what was published before the error stays
    ///   published. `CancellationError` between two lines.
    package func run(_ file: URL, tell: (String) -> Void) async throws -> Report {
        var report = Report()
        var reader = reader
        var events: [any PersonObservation] = []
        var number = 0
        var lines = try LineReader(file)
        while let line = try lines.next() {
            number += 1
            try Task.checkCancellation()
            do throws(PersonLineProblem) {
                guard let event = try Self.event(of: line, with: &reader) else { continue }
                events.append(event)
            } catch let problem {
                report.skipped += 1
                tell("line \(number) skipped: it \(problem)")
            }
            if events.count == Self.batch {
                try await publisher.publish(events)
                report.published += events.count
                events.removeAll(keepingCapacity: true)
                if report.published.isMultiple(of: Self.progressEvery) { tell("\(report.published) published") }
            }
        }
        try await publisher.publish(events)
        report.published += events.count
        return report
    }

    /// Returns the event of a line, or nil if the line is blank.
    private static func event(
        of line: LineReader.Line, with reader: inout PersonLineReader
    ) throws(PersonLineProblem) -> (any PersonObservation)? {
        guard case .text(let text) = line else {
            throw PersonLineProblem(description: "is longer than \(LineReader.longest) bytes, which no person is")
        }
        return text.contains { $0 > UInt8(ascii: " ") } ? try reader.event(of: text) : nil
    }
}
