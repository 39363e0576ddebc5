package import Foundation
package import HTTPTypes
package import Hummingbird
import Logging
import Synchronization

/// Answers 503 if something that a request needs is unavailable or busy. That is no crash, and the caller may try
/// again.
///
/// Logs a warning at most twice a minute. The metrics show the outcome of every request.
package struct AvailabilityMiddleware<Context: RequestContext>: RouterMiddleware {
    private let warning = Warning()
    private let now: @Sendable () -> Date
    private let problem: @Sendable (any Error, HTTPRequest.Method) -> Problem?

    /// - Parameter problem: Returns the answer to a request of this method, or `nil` for an error that is our fault.
    package init(
        now: @escaping @Sendable () -> Date = { Date() },
        problem: @escaping @Sendable (any Error, HTTPRequest.Method) -> Problem?
    ) {
        self.now = now
        self.problem = problem
    }

    package func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard !(error is Problem), let problem = problem(error, request.method) else { throw error }
            if warning.isDue(at: now()) {
                context.logger.warning(
                    "The database is away or busy; requests are answered with 503.", metadata: ["error": "\(error)"])
            }
            throw problem
        }
    }

    private final class Warning: Sendable {
        private let last = Mutex<Date?>(nil)

        func isDue(at now: Date) -> Bool {
            last.withLock { last in
                if let last, abs(now.timeIntervalSince(last)) < 30 { return false }
                last = now
                return true
            }
        }
    }
}
