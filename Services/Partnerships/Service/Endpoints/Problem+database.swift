import HTTPTypes
import Postgres
import Web

extension Problem {
    /// Creates the answer to a database error; nil for an error that would recur however often the request was sent,
    /// which is a fault of this service.
    init?(_ error: any Error, answering method: HTTPRequest.Method) {
        if error is StuckSweep {
            self = .unavailable
            return
        }
        guard let error = error as? PostgresError else { return nil }
        switch error.kind {
        case .commitUnknown where method != .get && method != .head: self = .outcomeUnknown
        case .commitUnknown, .closed: self = .unavailable
        case .connection, .leaseTimeout, .refused:
            // A statement that ran into its time limit says that the database is slow.
            guard error.isRetriable || error.sqlState == .queryCanceled else { return nil }
            self = .unavailable
        case .rolledBack, .mismatch, .decoding, .migrations: return nil
        }
    }

    private static let unavailable = Problem(
        .serviceUnavailable, error: "The service is not available at the moment. Nothing was changed. Try again.",
        headers: [.retryAfter: "5"])

    /// The connection was lost while the change was being committed. Repeating the request does no harm: a partnership
    /// that exists by then is refused as existing, and a correction that was made stays made.
    private static let outcomeUnknown = Problem(
        .serviceUnavailable,
        error: "It is not known whether the change was made. Look at the partnership before you try again.",
        headers: [.retryAfter: "5"])
}
