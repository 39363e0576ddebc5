package import Events
package import Foundation

/// What the current work was caused by, so that events appended in it carry on the same story and trace.
///
/// A subscription binds it around each handler that runs for one event; an endpoint binds it around its transaction.
package struct MessageContext: Hashable, Sendable {
    @TaskLocal package static var current: MessageContext?

    /// The event that led to this work, absent where a person or a clock began it.
    package var causationID: UUID?
    package var correlationID: UUID?
    /// W3C trace context.
    package var traceparent: String?

    package init(causationID: UUID? = nil, correlationID: UUID? = nil, traceparent: String? = nil) {
        self.causationID = causationID
        self.correlationID = correlationID
        self.traceparent = traceparent
    }

    /// The context of work that handles this event. An event without a correlation began its own story.
    package init(handling metadata: EventMetadata) {
        self.init(
            causationID: metadata.id, correlationID: metadata.correlationID ?? metadata.id,
            traceparent: metadata.traceparent)
    }
}
