import Events
import Kafka
import Postgres
import Vocabulary

/// The error for an event that can never be applied. The event is parked at once, and later events of its key behind
/// it.
package struct Poison: Error, CustomStringConvertible {
    /// Shown to operators and logged, so it must not contain personal data.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

/// The error for something that every event needs and that is unavailable. The batch is retried until it is available,
/// and no event is blamed.
package struct Unavailable: InfrastructureFailure, CustomStringConvertible {
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }

    package var description: String { reason }
}

/// An error that is not the fault of any event.
package protocol InfrastructureFailure: Error {}

/// What a failure means for the events that were being handled.
enum FailureClass {
    /// The same events are retried, for ever.
    case infrastructure
    /// The event is parked without a retry.
    case poison
    /// The failure counts against the event, which is parked after its last try.
    case message

    init(_ error: any Error) {
        switch error {
        case is Poison, is UnknownWord: self = .poison
        case is any InfrastructureFailure, is KafkaError, is CancellationError: self = .infrastructure
        case let error as PostgresError: self = error.isAboutTheData ? .message : .infrastructure
        default: self = .message
        }
    }
}

/// Returns what may be shown of an error. It never contains the data that caused the error.
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
