package import Foundation
import HTTPTypes
package import Hummingbird
import Metrics

/// Refuses requests of a key beyond its limit with 429 and `Retry-After`.
package struct RateLimitMiddleware<Context: RequestContext, Key: Hashable & Sendable>: RouterMiddleware {
    private let name: String
    private let limiter: FixedWindowLimiter<Key>
    private let problems: ProblemBodies
    private let now: @Sendable () -> Date
    private let key: @Sendable (Request, Context) -> Key?

    /// - Parameters:
    ///   - name: The `kind` label of `rate_limited_total`.
    ///   - key: What to count by. It must not be something that the caller can vary at will. `nil` is not limited.
    package init(
        _ name: String,
        limiter: FixedWindowLimiter<Key>,
        problems: ProblemBodies,
        now: @escaping @Sendable () -> Date,
        key: @escaping @Sendable (Request, Context) -> Key?
    ) {
        self.name = name
        self.limiter = limiter
        self.problems = problems
        self.now = now
        self.key = key
    }

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let key = key(request, context) else { return try await next(request, context) }
        switch limiter.admit(key, at: now()) {
        case .admitted:
            return try await next(request, context)
        case .refused(let seconds):
            Counter(label: "rate_limited_total", dimensions: [("kind", name)]).increment()
            throw Problem(
                .tooManyRequests, body: problems.body(.tooManyRequests), headers: [.retryAfter: "\(seconds)"])
        }
    }
}
