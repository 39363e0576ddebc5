import Logging
import Synchronization

/// The time for which this process holds the relay's lease, as far as it knows.
final class RelayTerm: Sendable {
    private let lease: RelayLease
    private let metrics: RelayMetrics
    private let logger: Logger
    private let held = Mutex<Int64?>(nil)

    /// Three times within the lease.
    private static let renewal = Duration.seconds(3)

    init(_ lease: RelayLease, metrics: RelayMetrics, logger: Logger) {
        self.lease = lease
        self.metrics = metrics
        self.logger = logger
    }

    var isHeld: Bool { held.withLock { $0 } != nil }

    /// Returns the epoch of the lease, which is acquired if it is free; `nil` while another process holds it.
    func epoch() async throws -> Int64? {
        if let epoch = held.withLock({ $0 }) { return epoch }
        return try await renew()
    }

    /// Renews the lease while a send takes long, and tries to acquire it otherwise: `republish` may have given it back
    /// in the meantime. Returns when the task is cancelled.
    func keep() async {
        var next = Self.renewal
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: next)
                try await renew()
                next = Self.renewal
            } catch {
                logger.debug("could not renew the relay's lease", metadata: ["error": "\(safeDescription(of: error))"])
                next = .milliseconds(250)
            }
        }
    }

    @discardableResult
    private func renew() async throws -> Int64? {
        let before = held.withLock { $0 }
        let now = try await lease.acquire()
        held.withLock { $0 = now }
        if now != before { metrics.leaseChanged(isHeld: now != nil) }
        return now
    }

    /// Notes that another process took the lease.
    func wasLost() {
        held.withLock { $0 = nil }
        metrics.leaseChanged(isHeld: false)
    }

    /// Renews the lease a last time, so that it lasts for as long as the producer may still deliver.
    func extend() async {
        do {
            try await renew()
        } catch {
            logger.debug("could not renew the relay's lease", metadata: ["error": "\(safeDescription(of: error))"])
        }
    }

    /// Lets the next process take over at once.
    func end() async {
        guard let epoch = held.withLock({ $0 }) else { return }
        do {
            try await lease.release(epoch: epoch)
        } catch {
            logger.debug(
                "could not release the relay's lease; it expires", metadata: ["error": "\(safeDescription(of: error))"])
        }
        metrics.leaseChanged(isHeld: false)
    }
}
