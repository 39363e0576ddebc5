import ServiceLifecycle

/// Pauses that grow from 100 ms to 10 s. Each lasts a random part of its length, so that many tasks do not resume at
/// once.
struct Backoff {
    private var ceiling: Duration
    private let longest: Duration

    init(first: Duration = .milliseconds(100), longest: Duration = .seconds(10)) {
        self.ceiling = first
        self.longest = longest
    }

    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let part = Double.random(in: 0.5...1, using: &generator)
        defer { ceiling = min(ceiling * 2, longest) }
        return ceiling * part
    }

    /// - Throws: `CancellationError` when the task is cancelled or a graceful shutdown begins.
    mutating func pause() async throws {
        var generator = SystemRandomNumberGenerator()
        let wait = next(using: &generator)
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: wait) }
    }
}
