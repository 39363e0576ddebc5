import Synchronization

/// Counts the sends that no broker has acknowledged, so that they stay few while it is away.
final class SendsUnderWay: Sendable {
    private let count = Atomic(0)

    func begin() { count.add(1, ordering: .relaxed) }
    func end() { count.subtract(1, ordering: .relaxed) }

    /// - Throws: `CancellationError`.
    func untilFewer(than most: Int) async throws {
        while count.load(ordering: .relaxed) >= most { try await Task.sleep(for: .milliseconds(50)) }
    }
}
