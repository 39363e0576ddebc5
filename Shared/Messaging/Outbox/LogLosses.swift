import Synchronization

/// The topics of which a log has lost something, as far as that is not made good yet.
final class LogLosses: Sendable {
    private let topics = Mutex<Set<String>>([])

    var noted: Set<String> { topics.withLock { $0 } }

    func note(_ more: Set<String>) {
        topics.withLock { $0.formUnion(more) }
    }

    func settle(_ topic: String) {
        topics.withLock { _ = $0.remove(topic) }
    }
}
