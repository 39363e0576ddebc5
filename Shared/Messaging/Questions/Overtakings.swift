/// How often a question was overtaken: a later one of the same partition got its answer, and this one
/// did not. Pure.
///
/// A question without an answer may wait for a service that is unavailable, and then there is no hurry. But if the
/// service goes on answering others, it has parked or lost this one, and whoever waits for it blocks what comes behind.
struct Overtakings: Sendable {
    /// Counted at most this often, so that a burst of answers counts as one.
    static let pause = Duration.seconds(30)
    /// With the pauses between them, five minutes.
    static let most = 10
    /// How long a question is remembered that was given up. Meanwhile its batch is tried in parts, each of which asks
    /// again.
    static let memory = Duration.seconds(300)

    private var count = 0
    private var last: ContinuousClock.Instant

    /// - Parameter acknowledged: when the broker first had the question.
    init(since acknowledged: ContinuousClock.Instant) {
        last = acknowledged
    }

    /// - Parameter sent: when the latest question was sent that has been answered.
    mutating func note(answered sent: ContinuousClock.Instant, at now: ContinuousClock.Instant) {
        guard sent > last, last.duration(to: now) >= Self.pause else { return }
        count += 1
        last = now
    }

    var areTooMany: Bool { count >= Self.most }
}
