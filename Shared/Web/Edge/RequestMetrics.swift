import HTTPTypes
import Hummingbird
import Metrics

/// Metrics of requests by method, route template and status.
struct RequestMetrics: Sendable {
    private static let knownMethods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    private let active = Meter(label: "http_server_active_requests")

    func began(_ request: Request) {
        active.increment()
    }

    func ended(
        _ request: Request, route: String, status: HTTPResponse.Status, errorType: String, after duration: Duration
    ) {
        active.decrement()
        let method = Self.label(of: request.method)
        let failure = !errorType.isEmpty ? errorType : status.kind == .serverError ? "\(status.code)" : ""
        Timer(
            label: "http_server_request_duration_seconds",
            dimensions: [
                ("method", method), ("http_route", route), ("status_code", "\(status.code)"), ("error_type", failure),
            ]
        ).record(duration: duration)
        guard let size = request.headers[.contentLength].flatMap({ Int($0) }) else { return }
        Recorder(
            label: "http_server_request_body_size_bytes", dimensions: [("method", method), ("http_route", route)]
        ).record(size)
    }

    /// Returns the method, or `other`, because callers may invent as many methods as they like.
    static func label(of method: HTTPRequest.Method) -> String {
        knownMethods.contains(method) ? method.rawValue : "other"
    }
}
