package import Events
import Foundation
import Vocabulary

/// An event that is about to be appended, with what caused it.
package struct OutboxEntry: Sendable {
    package var event: any Event
    package var context: MessageContext?

    /// - Parameter cause: the event that led to this one. Without it, the current ``MessageContext`` is used, or the
    ///   trace of the request that is being answered.
    package init(_ event: any Event, causedBy cause: EventMetadata? = nil) {
        self.event = event
        self.context = cause.map(MessageContext.init(handling:)) ?? MessageContext.inherited
    }
}

/// An entry encoded as its row, without the version, which only the database can assign.
struct EncodedEntry: Sendable {
    let id: UUID
    let topic: String
    let key: String
    let isVersioned: Bool
    let type: String
    let context: MessageContext?
    let payload: [UInt8]
    let occurredAt: Date

    init(_ entry: OutboxEntry, id: UUID, at date: Date) throws {
        let event = entry.event
        let topic = Swift.type(of: event).topic
        self.id = id
        self.topic = topic.name
        self.key = event.key
        self.isVersioned = topic.ordering != .unordered
        self.type = Swift.type(of: event).type.rawValue
        self.context = entry.context
        self.payload = try EventCoding.encode(event)
        self.occurredAt = date
    }
}
