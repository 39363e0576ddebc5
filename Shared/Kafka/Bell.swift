import Dispatch
import Synchronization

/// Wakes one thread. Any number of rings while no thread waits count as one.
final class Bell: Sendable {
    private let isRung = Atomic<Bool>(false)
    private let semaphore = DispatchSemaphore(value: 0)

    func ring() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) {
            semaphore.signal()
        }
    }

    /// Returns at the next ring, or after `milliseconds`. The caller must check all its sources again afterwards: a
    /// ring between the wake-up and that check is not kept.
    func wait(upTo milliseconds: Int) {
        if semaphore.wait(timeout: .now() + .milliseconds(milliseconds)) == .success {
            // An exchange, since the caller's next look at its sources must not come before it.
            _ = isRung.exchange(false, ordering: .acquiringAndReleasing)
        }
    }
}
