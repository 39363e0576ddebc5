import Synchronization

/// The topics whose log has lost events and whose events are not yet marked to be sent again.
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
