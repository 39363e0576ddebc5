/// Why a server ended a connection; the `reason` label of `http_connections_ended_total`.
enum ConnectionEnding: String, Equatable {
    /// The client sent no request in time.
    case silent
    /// Every request that will be answered is answered, and the client has neither ended its request nor gone.
    case unfinishedRequest = "unfinished-request"
    /// The client takes nothing of its answer.
    case stalledAnswer = "stalled-answer"
    /// The connection was to be closed, and the client did not take the rest of its answer in time.
    case unfinishedAnswer = "unfinished-answer"
    /// The client sent no request for a while.
    case idle
    /// A new connection arrived, and there was no room for both.
    case displaced
    /// There was no room, and every open connection was waiting for an answer.
    case full
}
