import Events
import Foundation
import Kafka

/// The unit of ordering: a key of a topic.
struct Subject: Hashable, Comparable, Sendable {
    let topic: String
    let key: String

    /// Hashes the key only: there are few topics and many keys.
    func hash(into hasher: inout Hasher) {
        hasher.combine(key)
    }

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

/// An event on its way into a transaction, decoded as far as possible. It is a class because every step of a batch
/// passes its events on, and copying their contents is expensive.
final class IncomingEvent: Sendable {
    enum Origin: Hashable, Sendable {
        case record
        /// It was parked and is tried again; its row in `parked` is its claim.
        case parked(ParkedKind)
    }

    /// The id in the inbox and in `parked`: the id of the event or, if the handler sees repetitions, an id of its
    /// record. Such a handler tells events apart by its own key, so two events may have one id, and each of them is
    /// parked.
    let id: UUID
    let record: KafkaRecord
    let subject: Subject
    let type: EventType
    let metadata: EventMetadata
    let ordering: Topic.Ordering
    /// The event, the reason why it cannot be read, or `nil` if this subscription has no handler for it.
    let content: Result<any Event, UnreadableEvent>?
    let origin: Origin

    init(
        id: UUID, _ record: KafkaRecord, about subject: Subject, type: EventType, metadata: EventMetadata,
        ordering: Topic.Ordering, content: Result<any Event, UnreadableEvent>?, origin: Origin
    ) {
        self.id = id
        self.record = record
        self.subject = subject
        self.type = type
        self.metadata = metadata
        self.ordering = ordering
        self.content = content
        self.origin = origin
    }

    /// The same event, treated as if it had just arrived from its topic.
    var asRecord: IncomingEvent {
        IncomingEvent(
            id: id, record, about: subject, type: type, metadata: metadata, ordering: ordering, content: content,
            origin: .record)
    }

    var body: [UInt8] { record.value ?? [] }
    /// The version that orders the event. An event without one is independent of others.
    var version: Int64? { ordering == .unordered ? nil : metadata.sequence }
}

/// A record that is not an event.
struct UnreadableRecord: Sendable {
    let record: KafkaRecord
    let reason: String
    /// A substitute for the id that cannot be read. The same record always gets the same one.
    let id: UUID
}
