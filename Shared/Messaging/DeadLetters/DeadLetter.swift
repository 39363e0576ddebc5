package import Foundation
import Vocabulary

/// A parked event as an operator sees it, without its content.
package struct DeadLetter: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// Waits for an earlier version of its key.
        case gap
        /// Failed, or cannot be read.
        case poison
        /// Came after a poison event of its key.
        case waiting
    }

    package let eventID: UUID
    /// The subscription that parked it.
    package let consumer: String
    package let kind: Kind
    package let topic: String
    package let partition: Int32
    package let offset: Int64
    /// Absent if the record could not be read as an event. May be a teacher reference number, so it must not be logged.
    package let key: String?
    package let version: Int64?
    package let type: String?
    package let reason: String
    package let attempts: Int32
    package let parkedAt: Date
    /// Whether an operator has released it and the service has not taken it up yet.
    package let isReleased: Bool
}

/// Why an operator's request about a dead letter was not carried out.
package enum DeadLetterProblem: Error, Hashable, CustomStringConvertible {
    case unknown(UUID)
    case nothingParked(topic: String)
    case waitsForNothing(UUID)
    /// Earlier events of the key must be dealt with first.
    case behind(UUID)
    /// The event is not poison: it is applied by itself when the missing version arrives.
    case waitsForVersion(Int64)
    case tooLargeToReplay(UUID)

    package var description: String {
        switch self {
        case .unknown(let id): "no parked event has the id \(id.lowercase)"
        case .nothingParked(let topic): "nothing is parked for this key of \(topic)"
        case .waitsForNothing(let id):
            "\(id.lowercase) waits in no gap, or behind poison of its key that must be replayed or discarded first"
        case .behind(let id): "the event \(id.lowercase) of the same key must be replayed or discarded first"
        case .waitsForVersion(let version):
            """
            it waits for version \(version) of its key: run republish --key-of in the service that owns its topic, or \
            dead-letters skip-gap
            """
        case .tooLargeToReplay(let id):
            "the record of \(id.lowercase) was too large to keep whole; have its owner republish it"
        }
    }
}
