/// Topics that cannot be written to, for want of rights or of the topic, and until when each is left alone. Pure.
struct WithheldTopics: Sendable {
    private var topics: [String: (until: ContinuousClock.Instant, backoff: Backoff)] = [:]

    /// Those that are left alone now.
    func names(at now: ContinuousClock.Instant) -> [String] {
        topics.filter { $0.value.until > now }.keys.sorted()
    }

    /// Leaves a topic alone, longer each time that it could not be written to since it last could.
    mutating func withhold(
        _ topic: String, at now: ContinuousClock.Instant, using generator: inout some RandomNumberGenerator
    ) {
        var backoff = topics[topic]?.backoff ?? Backoff(first: .seconds(1))
        topics[topic] = (now + backoff.next(using: &generator), backoff)
    }

    mutating func wasWritten(_ topic: String) { topics[topic] = nil }
}
