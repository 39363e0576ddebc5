/// Why a server ended a connection; the `reason` label of `http_connections_ended_total`.
enum ConnectionEnding: String, Equatable {
    /// No request came.
    case silent
    /// Everything is answered that will be, and the client still has not ended its request or gone.
    case unfinishedRequest = "unfinished-request"
    /// The client takes nothing of its answer.
    case stalledAnswer = "stalled-answer"
    /// Nothing was asked for a while.
    case idle
    /// Somebody else came, and there was no room for both.
    case displaced
    /// There was no room, and everybody who was in was waiting for an answer.
    case full
}
