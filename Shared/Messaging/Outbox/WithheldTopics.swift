/// Topics that cannot be written to, because rights or the topic itself are missing, and the time until which each is
/// skipped. Pure.
struct WithheldTopics: Sendable {
    private var topics: [String: (until: ContinuousClock.Instant, backoff: Backoff)] = [:]

    /// Returns the topics that are skipped now.
    func names(at now: ContinuousClock.Instant) -> [String] {
        topics.filter { $0.value.until > now }.keys.sorted()
    }

    /// Skips a topic for a while, longer with each failure since the topic was last written to.
    mutating func withhold(
        _ topic: String, at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) {
        var backoff = topics[topic]?.backoff ?? Backoff(first: .seconds(1))
        topics[topic] = (now + backoff.next(using: &generator), backoff)
    }

    mutating func wasWritten(_ topic: String) { topics[topic] = nil }
}
