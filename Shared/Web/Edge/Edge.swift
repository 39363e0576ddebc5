import HTTPTypes
package import Hummingbird
import Logging
import Observability

/// The outermost part of each of our HTTP servers.
///
/// It gives each request an id and a trace, and each response the security headers, whether a route answered, none was
/// found or something crashed. It counts and logs by route template: no path, no query, no body.
package struct Edge<Inner: HTTPResponder>: HTTPResponder where Inner.Context: RequestContext {
    package typealias Context = Inner.Context

    private let inner: Inner
    private let headers: SecurityHeaders
    private let problems: ProblemBodies
    private let trace: TraceOrigin
    private let metrics: RequestMetrics
    private let logsRequests: Bool

    /// - Parameter logsRequests: Whether to log each request. Off where requests are many and dull, such as probes and
    ///   scrapes.
    package init(
        _ inner: Inner,
        headers: SecurityHeaders = .api,
        problems: ProblemBodies,
        trace: TraceOrigin,
        logsRequests: Bool = true
    ) {
        self.inner = inner
        self.headers = headers
        self.problems = problems
        self.trace = trace
        self.logsRequests = logsRequests
        metrics = RequestMetrics()
    }

    package func respond(to request: Request, context: Context) async throws -> Response {
        let traceContext = trace.context(of: request)
        let requestID = RequestID.of(request)
        var context = context
        context.logger[metadataKey: "request_id"] = "\(requestID)"
        context.logger[metadataKey: "trace_id"] = "\(traceContext.traceID)"
        let started = ContinuousClock.now
        metrics.began(request)
        let (answer, errorType) = await TraceContext.$current.withValue(traceContext) {
            await answering(request, context: context)
        }
        // A refusal has a body. After HEAD the client would read it as the beginning of the next response.
        var response = request.method == .head ? answer.createHeadResponse() : answer
        headers.apply(to: &response.headers)
        response.headers[.requestID] = requestID
        let route = RouteTemplate.of(context)
        let duration = started.duration(to: .now)
        metrics.ended(request, route: route, status: response.status, errorType: errorType, after: duration)
        if logsRequests {
            log(request, route: route, status: response.status, after: duration, logger: context.logger)
        }
        return response
    }

    private func answering(_ request: Request, context: Context) async -> (Response, errorType: String) {
        guard request.uri.string.utf8.count <= edgeLongestURI else {
            return (problems.response(.uriTooLong).asResponse, "")
        }
        do {
            return (try await inner.respond(to: request, context: context), "")
        } catch let error as any HTTPResponseError {
            let problem = (error as? Problem) ?? problems.response(error.status)
            return (problem.asResponse, "")
        } catch {
            let kind = String(describing: type(of: error))
            context.logger.error(
                "A request failed unexpectedly.",
                metadata: ["error_class": "\(kind)", "error": "\(error)", "route": "\(RouteTemplate.of(context))"])
            return (problems.response(.internalServerError).asResponse, kind)
        }
    }

    private func log(
        _ request: Request, route: String, status: HTTPResponse.Status, after duration: Duration, logger: Logger
    ) {
        logger.info(
            "\(RequestMetrics.label(of: request.method)) \(route)",
            metadata: [
                "event": "http.request", "outcome": "\(status.code)",
                "duration_ms": "\(duration.wholeMilliseconds)",
            ])
    }
}

/// The longest URI in bytes; a longer one is answered with 414. About 180 ids of delivery partners fit in, beside the
/// other fields of the head.
private let edgeLongestURI = 12 * 1_024

extension Problem {
    fileprivate var asResponse: Response {
        body.response(status: status, headers: headers)
    }
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
