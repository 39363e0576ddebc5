import Synchronization

/// Records whether a server listens. Before that, no client may be sent to it.
final class ListeningMark: Sendable {
    private let isListening = Atomic(false)

    func set() { isListening.store(true, ordering: .sequentiallyConsistent) }

    var check: ReadinessCheck {
        ReadinessCheck("http") { [self] in
            isListening.load(ordering: .sequentiallyConsistent) ? nil : "the public port is not open yet"
        }
    }
}
