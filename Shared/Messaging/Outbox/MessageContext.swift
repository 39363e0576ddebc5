package import Events
package import Foundation
import Observability

/// The cause of the current work, so that events that the work appends continue the same correlation and trace.
///
/// A subscription sets it around each handler that runs for one event. Work that answers a request does not need it:
/// events that such work appends continue the trace of the request.
package struct MessageContext: Hashable, Sendable {
    @TaskLocal package static var current: MessageContext?

    /// The event that led to this work. Absent if a person or a timer started the work.
    package var causationID: UUID?
    package var correlationID: UUID?
    /// W3C trace context.
    package var traceparent: String?

    package init(causationID: UUID? = nil, correlationID: UUID? = nil, traceparent: String? = nil) {
        self.causationID = causationID
        self.correlationID = correlationID
        self.traceparent = traceparent
    }

    /// Creates the context of work that handles this event. An event without a correlation id starts a correlation
    /// under its own id. A trace that cannot be read is not passed on.
    package init(handling metadata: EventMetadata) {
        self.init(
            causationID: metadata.id, correlationID: metadata.correlationID ?? metadata.id,
            traceparent: metadata.traceparent.flatMap { TraceContext(traceparent: $0)?.traceparent })
    }

    /// The context of the current task: from the event that it handles, otherwise from the request that it answers.
    static var inherited: MessageContext? {
        current ?? TraceContext.current.map { MessageContext(traceparent: $0.traceparent) }
    }

    /// Runs the work that handles an event, so that its log lines and the events that it appends belong to the event's
    /// correlation and trace. An event without a trace starts one.
    static func handling(_ metadata: EventMetadata, _ work: () async throws -> Void) async rethrows {
        try await TraceContext.continuing(metadata.traceparent) {
            var context = MessageContext(handling: metadata)
            context.traceparent = TraceContext.current?.traceparent
            try await $current.withValue(context, operation: work)
        }
    }
}
