import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Postgres
import Synchronization
import Web

/// Answers 503 where the database is away or busy: that is no crash, and whoever asked may ask again.
///
/// The log is told twice a minute at most. What every request met is in the metrics.
struct DatabaseAvailability<Context: RequestContext>: RouterMiddleware {
    private let warning = Warning()
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as PostgresError {
            guard let problem = Problem(error, answering: request.method) else { throw error }
            if warning.isDue(at: now()) {
                context.logger.warning(
                    "The database is away or busy; requests are answered with 503.",
                    metadata: ["error": "\(error)"])
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

extension Problem {
    /// Nil for an error that would come again, however often the request was sent: a fault of ours.
    init?(_ error: PostgresError, answering method: HTTPRequest.Method) {
        switch error.kind {
        case .commitUnknown where method != .get && method != .head: self = .outcomeUnknown
        case .commitUnknown, .closed: self = .unavailable
        case .connection, .leaseTimeout, .refused:
            guard error.isRetriable else { return nil }
            self = .unavailable
        case .rolledBack, .mismatch, .decoding, .migrations: return nil
        }
    }

    private static let unavailable = Problem(
        .serviceUnavailable, error: "The service is not available at the moment. Nothing was changed. Try again.",
        headers: [.retryAfter: "5"])

    /// The connection was lost while the change was being kept. Repeating it does no harm: a partnership that is there by then
    /// is refused as such, and a correction that is made already stays made.
    private static let outcomeUnknown = Problem(
        .serviceUnavailable,
        error: "It is not known whether the change was made. Look at the partnership before you try again.",
        headers: [.retryAfter: "5"])
}
