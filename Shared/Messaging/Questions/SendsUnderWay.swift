import Synchronization

/// The number of sends that no broker has acknowledged, so that only a few are under way while the broker is
/// unavailable.
final class SendsUnderWay: Sendable {
    private let count = Atomic(0)

    func begin() { count.add(1, ordering: .relaxed) }
    func end() { count.subtract(1, ordering: .relaxed) }

    /// Waits until fewer sends than this are under way.
    ///
    /// - Throws: `CancellationError`.
    func untilFewer(than most: Int) async throws {
        while count.load(ordering: .relaxed) >= most { try await Task.sleep(for: .milliseconds(50)) }
    }
}
