import Events
package import Foundation
package import IdentityProof
package import Kafka
import Vocabulary

/// Reads persons line by line and publishes them, in the place of TRS.
package struct PersonImport: Sendable {
    package struct Report: Sendable {
        package var published = 0
        package var skipped = 0
    }

    private let reader: PersonLineReader
    private let publisher: PersonPublisher

    private static let batch = 5_000
    private static let progressEvery = 50_000

    /// - Parameter isObservedNow: Whether lines are as of now, whatever they say themselves, so that a file that was published
    ///   before is taken again.
    package init(key: LookupKey, producer: KafkaProducer, now: Date, isObservedNow: Bool) {
        self.init(key: key, publisher: PersonPublisher(producer: producer), now: now, isObservedNow: isObservedNow)
    }

    init(key: LookupKey, publisher: PersonPublisher, now: Date, isObservedNow: Bool = false) {
        reader = PersonLineReader(key: key, now: Instant(now), isObservedNow: isObservedNow)
        self.publisher = publisher
    }

    /// Publishes every line that can be used. Memory grows by some thirty bytes for each person, not with lines.
    ///
    /// - Parameter tell: is given what an operator should see: lines that were skipped, and progress.
    /// - Throws: what reading the file or the broker throws; what was published until then stays published.
    ///   `CancellationError` between two lines.
    package func run(_ file: URL, tell: (String) -> Void) async throws -> Report {
        var report = Report()
        var reader = reader
        var events: [any Event] = []
        var number = 0
        var lines = try LineReader(file)
        while let line = try lines.next() {
            number += 1
            try Task.checkCancellation()
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            do {
                events.append(try reader.event(of: line))
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
}
