import HTTPTypes
import Hummingbird
import Observability

/// Whose traces a server believes.
package enum TraceOrigin: Sendable {
    /// A new trace for every request: strangers on the internet do not choose our trace ids.
    case fresh
    /// The caller's trace goes on where its `traceparent` is well formed.
    case continued

    func context(of request: Request) -> TraceContext {
        guard case .continued = self, let header = request.headers[.traceparent],
            let parent = TraceContext(traceparent: header)
        else { return TraceContext.root() }
        return parent.child()
    }
}
