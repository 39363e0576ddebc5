/// The limits of connections: how long each may take, and how many there may be.
///
/// A server gives each connection memory and a file descriptor before it knows whether the client will send a request.
/// A connection that does nothing is closed in time, and a peer with too many connections displaces its own first.
package struct ConnectionLimits: Sendable {
    /// How long a new connection may take until its first request line and headers are complete.
    package var firstHead = Duration.seconds(10)
    /// How long the rest of a request may keep arriving after its answer was written.
    package var unfinishedRequest = Duration.seconds(5)
    /// How long an answer may wait without the client making room for more of it. An answer that the client is taking
    /// has no limit.
    ///
    /// A kernel makes room in steps of up to a third of what it buffers for a connection, so a slow client seems to
    /// stand still in between.
    package var stalledAnswer = Duration.seconds(60)
    /// How long a client has for the rest of its answer once the connection is to be closed, as it is when the server
    /// stops.
    package var lastAnswer = Duration.seconds(5)
    /// How long a connection may be kept between two requests.
    package var idle = Duration.seconds(60)
    /// The most connections that a server has at once.
    package var connections = 1_000
    /// The most of them that one peer has at once. Behind a proxy, which is the only peer there, as many as the proxy
    /// opens.
    package var connectionsPerAddress = 100

    package init() {}

    /// How often a connection is checked: a limit is kept to within a fifth of the shortest one.
    var glance: Duration { min(firstHead, unfinishedRequest, stalledAnswer, lastAnswer, idle) / 5 }
}
