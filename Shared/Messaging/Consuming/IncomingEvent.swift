import Events
import Foundation
import Kafka

/// What is ordered: a key of a topic.
struct Subject: Hashable, Comparable, Sendable {
    let topic: String
    let key: String

    static func < (one: Subject, other: Subject) -> Bool {
        (one.topic, one.key) < (other.topic, other.key)
    }
}

/// Why an event is in `parked`.
enum ParkedKind: String, Hashable, Sendable {
    /// An earlier version of its key is missing.
    case gap
    /// It failed, or cannot be read.
    case poison
    /// It came after a poison event of its key.
    case waiting
}

/// An event on its way into a transaction, decoded as far as it could be.
struct IncomingEvent: Sendable {
    enum Origin: Hashable, Sendable {
        case record
        /// It was parked and is tried again; its row in `parked` is its claim.
        case parked(ParkedKind)
    }

    let record: KafkaRecord
    let subject: Subject
    let type: EventType
    let metadata: EventMetadata
    let ordering: Topic.Ordering
    /// The event, why it cannot be read, or `nil` where this subscription has no handler for it.
    let content: Result<any Event, UnreadableEvent>?
    var origin = Origin.record

    var id: UUID { metadata.id }
    var body: [UInt8] { record.value ?? [] }
    /// The version that orders the event; without one it is independent of others.
    var version: Int64? { ordering == .unordered ? nil : metadata.sequence }
}

/// A record that is not an event.
struct UnreadableRecord: Sendable {
    let record: KafkaRecord
    let reason: String
    /// Stands in for the id that cannot be read: the same record always gets the same.
    let id: UUID
}
