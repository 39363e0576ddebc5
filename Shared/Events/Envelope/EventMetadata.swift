package import Foundation

/// The CloudEvents attributes of one event, without its data.
package struct EventMetadata: Hashable, Sendable {
    package var id: UUID
    package var time: Date
    /// The version of the key. On topics of our services it is dense from 1; on upstream topics it is whatever number
    /// the upstream system counts with.
    ///
    /// Absent if the topic is unordered.
    package var sequence: Int64?
    /// The id of the event that started the chain of events that this event belongs to.
    package var correlationID: UUID?
    /// The id of the event that directly led to this one.
    package var causationID: UUID?
    /// W3C trace context of the work that published the event.
    package var traceparent: String?
    /// Whether the record was sent again by `republish`. State may be rebuilt from it, but nobody is notified about it
    /// twice.
    package var isReplay: Bool

    package init(
        id: UUID,
        time: Date,
        sequence: Int64? = nil,
        correlationID: UUID? = nil,
        causationID: UUID? = nil,
        traceparent: String? = nil,
        isReplay: Bool = false
    ) {
        self.id = id
        self.time = time
        self.sequence = sequence
        self.correlationID = correlationID
        self.causationID = causationID
        self.traceparent = traceparent
        self.isReplay = isReplay
    }
}
