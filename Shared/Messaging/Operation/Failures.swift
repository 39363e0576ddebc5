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
        case let error as PostgresError: self = error.isAboutTheData ? .message : .infrastructure
        default: self = .message
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
