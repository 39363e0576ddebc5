/// How long a client that met a fatal error is kept before a new one takes its place.
///
/// Not at all, if it lived for a while. A client that meets the same error right after its creation, such as a missing
/// right, would otherwise be replaced as fast as brokers answer.
struct ReplacementPause {
    private var last = Duration.zero

    private static let shortLife = Duration.seconds(10)

    /// Returns the next pause.
    ///
    /// - Parameter life: How long the client had lived when it met the error.
    mutating func next(afterLifeOf life: Duration) -> Duration {
        last = life < Self.shortLife ? min(max(last * 2, .milliseconds(100)), .seconds(10)) : .zero
        return last
    }
}
