import Synchronization

/// Notes that a server listens: before that, nobody may be sent to it.
final class ListeningMark: Sendable {
    private let isListening = Atomic(false)

    func set() { isListening.store(true, ordering: .sequentiallyConsistent) }

    var check: ReadinessCheck {
        ReadinessCheck("http") { [self] in
            isListening.load(ordering: .sequentiallyConsistent) ? nil : "the public port is not open yet"
        }
    }
}
