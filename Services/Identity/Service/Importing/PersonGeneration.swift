import Events
package import Foundation
package import IdentityProof
package import Kafka
import Vocabulary

/// Publishes made-up persons directly, without writing a file.
package struct PersonGeneration: Sendable {
    private let reader: PersonLineReader
    private let publisher: PersonPublisher

    private static let batch = 5_000

    package init(key: LookupKey, producer: KafkaProducer, now: Date) {
        reader = PersonLineReader(key: key, now: Instant(now))
        publisher = PersonPublisher(producer: producer)
    }

    /// - Returns: The number of persons that were published.
    package func publish(_ persons: MadeUpPersons, tell: (String) -> Void) async throws -> Int {
        var reader = reader
        var events: [any PersonObservation] = []
        var published = 0
        for line in persons {
            events.append(try reader.event(of: line.utf8))
            guard events.count == Self.batch else { continue }
            try await publisher.publish(events)
            published += events.count
            events.removeAll(keepingCapacity: true)
            if published.isMultiple(of: Self.batch * 10) { tell("\(published) published") }
        }
        try await publisher.publish(events)
        return published + events.count
    }
}
