/// What a connection may take of a server: its time, and how many there may be of its kind.
///
/// A server gives each connection memory and a file descriptor before it knows whether anybody means to ask anything. Whoever
/// takes them and does nothing with them is closed in time, and whoever takes too many displaces his own first.
package struct ConnectionLimits: Sendable {
    /// How long a newcomer may take until its first request line and headers are whole.
    package var firstHead = Duration.seconds(10)
    /// How long the rest of a request may go on coming after its answer was written.
    package var unfinishedRequest = Duration.seconds(5)
    /// How long an answer may wait without the client making room for more of it. An answer that is being taken has all the time.
    ///
    /// A kernel makes room in steps of up to a third of what it holds back for a connection, so that a slow client seems to
    /// stand still in between.
    package var stalledAnswer = Duration.seconds(60)
    /// How long a connection may be kept between two requests.
    package var idle = Duration.seconds(60)
    /// How many connections a server has at once.
    package var connections = 1_000
    /// How many of them one peer has at once. Behind a proxy, which is the only peer there, as many as the proxy opens.
    package var connectionsPerAddress = 100

    package init() {}

    /// How often a connection is looked at: a limit is kept to within a fifth of the shortest.
    var glance: Duration { min(firstHead, unfinishedRequest, stalledAnswer, idle) / 5 }
}
