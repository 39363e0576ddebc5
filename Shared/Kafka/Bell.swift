import Dispatch
import Synchronization

/// Wakes one thread. Rings while nobody waits are kept as one.
final class Bell: Sendable {
    private let isRung = Atomic<Bool>(false)
    private let semaphore = DispatchSemaphore(value: 0)

    func ring() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) {
            semaphore.signal()
        }
    }

    /// Returns at the next ring, or after `milliseconds`. Whoever waits looks at everything again afterwards: a ring
    /// between the wake-up and that look is not kept.
    func wait(upTo milliseconds: Int) {
        if semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success {
            isRung.store(false, ordering: .releasing)
        }
    }
}
