import HTTPTypes
import Hummingbird
import Observability

/// Whether a server trusts the traces of its callers.
package enum TraceOrigin: Sendable {
    /// A new trace for every request: strangers on the internet do not choose our trace ids.
    case fresh
    /// The caller's trace continues if its `traceparent` is well formed.
    case continued

    func context(of request: Request) -> TraceContext {
        guard case .continued = self, let header = request.headers[.traceparent],
            let parent = TraceContext(traceparent: header)
        else { return TraceContext.root() }
        return parent.child()
    }
}
