package import Events
package import Foundation
import Observability

/// What the current work was caused by, so that events appended in it carry on the same story and trace.
///
/// A subscription binds it around each handler that runs for one event. Work that answers a request needs nothing: events
/// that it appends carry on the trace of the request.
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

    /// The context of what the current task does: of the event it handles, else of the request it answers.
    static var inherited: MessageContext? {
        current ?? TraceContext.current.map { MessageContext(traceparent: $0.traceparent) }
    }

    /// Runs the work that handles an event; what it logs and appends belongs to the event's story and trace.
    static func handling(_ metadata: EventMetadata, _ work: () async throws -> Void) async rethrows {
        try await $current.withValue(MessageContext(handling: metadata)) {
            try await TraceContext.continuing(metadata.traceparent, work)
        }
    }
}
