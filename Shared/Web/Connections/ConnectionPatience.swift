import NIOHTTPTypes

/// How long a server waits for its client, given what they have exchanged so far.
///
/// While the server works on an answer, it does not wait for the client, and nothing ends the connection.
struct ConnectionPatience {
    private let limits: ConnectionLimits
    private var hasSpoken = false
    private var isReadingRequest = false
    /// Requests that have begun and whose answer is not yet written.
    private var unanswered = 0
    /// Answers that are written and that the client has not taken yet.
    private var untakenAnswers = 0
    private var isOver = false
    /// Whether the connection is to be closed once the client has taken its answers.
    private var isClosing = false
    /// When the client was to hurry with that.
    private var hurriesSince: ContinuousClock.Instant?
    /// When the server began to wait for the client's next step.
    private var since: ContinuousClock.Instant
    /// Bytes of answers that the client had not taken at the last check.
    private var untaken = 0
    /// Whether the client has taken some of these bytes recently.
    private var isTaking = false

    init(_ limits: ConnectionLimits, at now: ContinuousClock.Instant) {
        self.limits = limits
        since = now
    }

    /// Who waits for whom.
    enum Waiting: Equatable {
        /// The client waits for its answer or the rest of it.
        case client
        /// The server waits for the client to go on taking its answer, to end its request, or to go.
        case server
        /// Nobody waits: closing the connection would cost only the time to open another.
        case nobody
    }

    var waiting: Waiting {
        if isOver { return .server }
        if untaken > 0 { return isTaking ? .client : .server }
        // An answer that was written just now is on its way.
        if unanswered > 0 || untakenAnswers > 0 { return .client }
        return isReadingRequest ? .server : .nobody
    }

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
        untakenAnswers += 1
        since = now
    }

    /// Notes that the last byte of an answer has gone to the client.
    mutating func tookAnswer(at now: ContinuousClock.Instant) {
        untakenAnswers = max(0, untakenAnswers - 1)
        since = now
    }

    /// Notes that nothing will be answered any more, whatever the client has sent or still sends.
    mutating func closedOutput(at now: ContinuousClock.Instant) {
        isOver = true
        since = now
    }

    /// Notes that the connection is to be closed.
    ///
    /// - Parameter hurries: Whether the client has only ``ConnectionLimits/lastAnswer`` for what it has yet to take.
    /// - Returns: Whether the connection must stay open for a while, because the client has yet to take an answer that
    ///   is written.
    mutating func isToClose(at now: ContinuousClock.Instant, hurries: Bool) -> Bool {
        guard untakenAnswers > 0 else { return false }
        isClosing = true
        if hurries { hurriesSince = hurriesSince ?? now }
        return true
    }

    /// Whether the connection is to be closed and nothing keeps it open any more. A further request that came meanwhile
    /// is answered first.
    var mayClose: Bool { isClosing && untakenAnswers == 0 && (unanswered == 0 || hurriesSince == nil) }

    /// Returns why the connection ends now, or `nil` while the client still has time.
    ///
    /// - Parameter untaken: Bytes of answers that wait for the client to take them.
    mutating func ending(at now: ContinuousClock.Instant, untaken: Int) -> ConnectionEnding? {
        if let hurriesSince, hurriesSince.duration(to: now) >= limits.lastAnswer { return .unfinishedAnswer }
        if untaken != self.untaken {
            self.untaken = untaken
            isTaking = true
            since = now
            return nil
        }
        let waited = since.duration(to: now)
        isTaking = isTaking && waited < limits.unfinishedRequest
        if untaken > 0 { return waited < limits.stalledAnswer ? nil : .stalledAnswer }
        if isOver { return waited < limits.unfinishedRequest ? nil : .unfinishedRequest }
        if !hasSpoken { return waited < limits.firstHead ? nil : .silent }
        if unanswered > 0 { return nil }
        if isReadingRequest { return waited < limits.unfinishedRequest ? nil : .unfinishedRequest }
        return waited < limits.idle ? nil : .idle
    }
}
