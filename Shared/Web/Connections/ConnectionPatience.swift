import NIOHTTPTypes

/// How long a server waits for its client, as a function of what has passed between them.
///
/// While an answer is being worked at, nobody waits for the client, and nothing ends the connection.
struct ConnectionPatience {
    private let limits: ConnectionLimits
    private var hasSpoken = false
    private var isReadingRequest = false
    private var unanswered = 0
    /// Since when the server waits for the client to do what is next.
    private var since: ContinuousClock.Instant
    /// Bytes of answers that the client had not taken at the last look.
    private var untaken = 0

    init(_ limits: ConnectionLimits, at now: ContinuousClock.Instant) {
        self.limits = limits
        since = now
    }

    /// Whether nothing would be lost with the connection but the time to make another.
    var isIdle: Bool { unanswered == 0 && !isReadingRequest && untaken == 0 }

    mutating func read(_ part: HTTPRequestPart) {
        switch part {
        case .head:
            hasSpoken = true
            isReadingRequest = true
            unanswered += 1
        case .body: break
        case .end: isReadingRequest = false
        }
    }

    mutating func wrote(_ part: HTTPResponsePart, at now: ContinuousClock.Instant) {
        guard case .end = part else { return }
        unanswered = max(0, unanswered - 1)
        since = now
    }

    /// Whether the client has had its time.
    ///
    /// - Parameter untaken: Bytes of answers that wait for the client to take them.
    mutating func ending(at now: ContinuousClock.Instant, untaken: Int) -> ConnectionEnding? {
        if untaken != self.untaken {
            self.untaken = untaken
            since = now
            return nil
        }
        let waited = since.duration(to: now)
        if untaken > 0 { return waited < limits.stalledAnswer ? nil : .stalledAnswer }
        if !hasSpoken { return waited < limits.firstHead ? nil : .silent }
        if unanswered > 0 { return nil }
        if isReadingRequest { return waited < limits.unfinishedRequest ? nil : .unfinishedRequest }
        return waited < limits.idle ? nil : .idle
    }
}
