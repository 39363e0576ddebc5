/// How the time of a shutdown is divided.
///
/// The first three parts have at most ``untilSendsFail``: readiness may wait for ``longestWaitMilliseconds``, the
/// public port takes a few seconds more for newcomers and for clients that are slow to take their last answer, and
/// subscriptions finish their batches. What is left is for the relay, the producer, the internal port and the pool.
enum DrainTimes {
    /// An orchestrator ends what takes longer than thirty seconds.
    static let whole = Duration.seconds(25)
    /// After this, whatever still waits for the broker gives up. It stays in the outbox, or is read again.
    static let untilSendsFail = Duration.seconds(18)
    /// How long the relay waits for a broker that does not answer.
    static let relay = Duration.seconds(3)
    static let longestWaitMilliseconds = 7_000
    /// How long the producer waits for acknowledgements of what it has sent.
    static let flush = Duration.seconds(3)
    /// How long a client of the internal port has to take its last answer.
    static let lastInternalAnswer = Duration.seconds(1)
}
