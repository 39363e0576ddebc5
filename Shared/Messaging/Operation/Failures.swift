import Events
import Kafka
import Postgres
import Vocabulary

/// The event can never be applied: it is parked at once, and its key behind it.
package struct Poison: Error, CustomStringConvertible {
    /// Shown to operators and logged: no personal data.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

/// Something that every event needs is not there: the batch is tried again until it is, and no event is blamed.
package struct Unavailable: InfrastructureFailure, CustomStringConvertible {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

/// Marks an error as nobody's fault among the events.
package protocol InfrastructureFailure: Error {}

/// What a failure means for the events that met it.
enum FailureClass {
    /// Wait and run the same events again, for ever.
    case infrastructure
    /// Parked without another try.
    case poison
    /// Counted against the event, parked after its last try.
    case message

    init(_ error: any Error) {
        switch error {
        case is Poison, is UnknownWord: self = .poison
        case is any InfrastructureFailure, is KafkaError, is CancellationError: self = .infrastructure
        case let error as PostgresError: self = error.isAboutTheMessage ? .message : .infrastructure
        default: self = .message
        }
    }
}

extension PostgresError {
    /// Whether other data could have succeeded: broken constraints, bad values, bugs in a handler. Whatever else Postgres
    /// says is about the server, the connection, or a schema that was not migrated.
    fileprivate var isAboutTheMessage: Bool {
        switch kind {
        case .connection, .commitUnknown, .leaseTimeout, .closed, .migrations: return false
        case .rolledBack, .mismatch, .decoding: return true
        case .refused:
            guard !isRetriable, let sqlState else { return false }
            // An undefined table or schema, or a missing privilege, would park every event of a service not yet migrated.
            guard !["42P01", "3F000", "42501"].contains(sqlState.rawValue) else { return false }
            return ["0A", "21", "22", "23", "2F", "38", "39", "42", "44", "54", "P0"].contains(sqlState.classification)
                || [.queryCanceled, .inFailedTransaction].contains(sqlState)
        }
    }
}

/// What may be shown of an error: never the data that it met.
func safeDescription(of error: any Error) -> String {
    let text =
        switch error {
        case let error as Poison: error.reason
        case let error as Unavailable: error.reason
        case let error as UnreadableEvent: error.description
        case let error as UnknownWord: error.description
        case let error as EnvelopeProblem: error.description
        case let error as PostgresError: error.description
        case let error as KafkaError: error.description
        default: String(describing: type(of: error))
        }
    return String(text.filter { $0 != "\0" }.prefix(500))
}
