import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle
import Synchronization

/// A service that sends the events of the outbox to Kafka, in order, from whichever process holds the lease.
///
/// The relay reads rows, sends them and deletes them from the queue: a crash in between sends rows twice and loses
/// none. It wakes when a transaction of this process commits, and four times a second for transactions of other
/// processes. While the broker or the database is unavailable, the relay pauses longer and longer, up to ten seconds,
/// and the outbox grows.
package final class OutboxRelay: Service {
    private let outbox: Outbox
    private let producer: KafkaProducer
    private let queue: OutboxQueue
    private let housekeeping: Housekeeping
    private let metrics: RelayMetrics
    private let logger: Logger
    private let batch: Int
    private let isStopping = Atomic(false)
    private let epoch = Mutex<Int64?>(nil)
    private let ends = Mutex<(epoch: Int64, known: LogEnds)?>(nil)
    private let losses = LogLosses()
    private let withheld = Mutex(WithheldTopics())

    private var lease: RelayLease { queue.lease }

    /// - Parameters:
    ///   - outbox: the value that the service appends with; its commits wake this relay.
    ///   - batch: the most rows of one read.
    package init(
        outbox: Outbox, database: Database, producer: KafkaProducer, batch: Int = 1_000, logger: Logger
    ) {
        self.outbox = outbox
        self.producer = producer
        self.queue = OutboxQueue(lease: RelayLease(owner: UUID(), database: database), database: database)
        self.housekeeping = Housekeeping(database: database)
        self.metrics = RelayMetrics()
        self.batch = batch
        self.logger = logger
    }

    /// Runs until the services shut down. It then waits until the rows under way are acknowledged, sends the rows that
    /// were appended last, and releases the lease. Stop it before the producer.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                // Separate tasks, so that slow work does not let the lease expire.
                group.addTask { await self.wake() }
                group.addTask { await self.keepLease() }
                group.addTask { await self.measure() }
                group.addTask { await self.cleanUp() }
                await self.relay()
                group.cancelAll()
            }
            // The renewing task has ended and cannot take back the lease that is released here.
            await self.leave()
        } onGracefulShutdown: {
            self.isStopping.store(true, ordering: .sequentiallyConsistent)
            self.outbox.nudge.signal()
        }
    }

    private func relay() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            // Read before the pass, so that one more pass sees what was appended before the shutdown began.
            let isLast = isStopping.load(ordering: .sequentiallyConsistent)
            do {
                let sent = try await pass()
                backoff = Backoff()
                if sent >= batch { continue }
                if isLast { break }
                await outbox.nudge.wait()
            } catch {
                logger.warning("could not publish", metadata: ["error": "\(safeDescription(of: error))"])
                metrics.countFailure()
                if isLast { break }
                do { try await backoff.pause() } catch { continue }
            }
        }
    }

    /// Reads, sends and deletes rows once. Returns the number of rows sent.
    private func pass() async throws -> Int {
        guard let epoch = try await heldEpoch() else { return 0 }
        try await makeGoodLosses(epoch: epoch)
        // Read before anything is sent, so that every acknowledgement is compared with them.
        let known = try await knownEnds(epoch)
        let skipped = withheld.withLock { $0.names(at: .now) }
        let rows = try await queue.next(limit: batch, skipping: skipped, epoch: epoch)
        guard !rows.isEmpty else { return 0 }
        Failpoint.pass(.relayBeforeSend)
        let deliveries: [Delivery]
        do {
            deliveries = try await producer.send(rows.map { $0.record(source: outbox.source) })
        } catch {
            losses.note(known.topicsWithLosses(before: error.delivered))
            try await forgetTopics(whollyIn: error.delivered, of: rows, known, epoch: epoch)
            if let index = error.refusedRecord, rows.indices.contains(index) {
                try await sendAlone(rows[index], known, epoch: epoch)
            } else if let topic = error.topic, !error.isRetriable {
                withhold(topic, because: error)
            } else {
                throw error
            }
            return batch
        }
        try await forget(rows, deliveries, known, epoch: epoch)
        return rows.count
    }

    /// Removes from the queue the rows that the broker has.
    private func forget(
        _ rows: [OutboxRow], _ deliveries: [Delivery], _ known: LogEnds, epoch: Int64
    ) async throws {
        Failpoint.pass(.relayAfterAckBeforeDelete)
        let shortened = known.topicsWithLosses(before: deliveries)
        losses.note(shortened)
        try await makeGoodLosses(epoch: epoch)
        let ends = LogEnds(deliveries)
        // Rows of a shortened topic stay queued: they went out before the older events of their topic and must follow
        // them once more.
        let done = rows.filter { !shortened.contains($0.topic) }
        if try await queue.remove(done, after: ends, epoch: epoch) {
            self.ends.withLock { $0?.known.move(to: ends) }
        } else {
            logger.notice("the relay's lease moved while rows were sent; they will be sent again")
            self.epoch.withLock { $0 = nil }
            metrics.leaseChanged(isHeld: false)
        }
        metrics.sent(rows)
        withheld.withLock { withheld in
            for topic in Set(rows.map(\.topic)) { withheld.wasWritten(topic) }
        }
    }

    /// Withholds a topic that cannot be written to, so that it does not block the others.
    private func withhold(_ topic: String, because error: KafkaError) {
        var generator = SystemRandomNumberGenerator()
        withheld.withLock { $0.withhold(topic, at: .now, using: &generator) }
        metrics.countFailure()
        logger.warning(
            "a topic cannot be written to; its events wait", metadata: ["topic": "\(topic)", "error": "\(error.name)"])
    }

    /// Removes the rows of topics whose rows all arrived despite an error, so that they are not sent again. If only
    /// some rows of a topic arrived, all of them are sent again, in order.
    private func forgetTopics(
        whollyIn deliveries: [Delivery], of rows: [OutboxRow], _ known: LogEnds, epoch: Int64
    ) async throws {
        let arrived = Dictionary(grouping: deliveries, by: \.topic)
        let whole = Dictionary(grouping: rows, by: \.topic).filter { arrived[$0.key]?.count == $0.value.count }
        guard !whole.isEmpty else { return }
        try await forget(
            Array(whole.values.joined()), deliveries.filter { whole[$0.topic] != nil }, known, epoch: epoch)
    }

    /// Marks all events of a topic to be sent again if its log has lost events. Readers may have read past the offsets
    /// at which other events now replace the lost ones, and nothing notifies those readers. A reader that knows an
    /// event skips it.
    ///
    /// A loss shows in one acknowledgement only. It is therefore stored until all events are marked, by the process
    /// that holds the lease then.
    private func makeGoodLosses(epoch: Int64) async throws {
        let topics = losses.noted
        guard !topics.isEmpty else { return }
        try await queue.keep(losses: topics)
        for topic in topics.sorted() {
            let count = try await Replay(lease: lease, epoch: epoch, database: queue.database).mark(topic: topic)
            try await queue.forget(lossOf: topic)
            losses.settle(topic)
            metrics.countLoss(of: topic)
            logger.error(
                "a log has lost events; all of its topic are sent again",
                metadata: ["topic": "\(topic)", "count": "\(count)"])
        }
    }

    /// Returns the ends as the last holder of the lease recorded them, read once per epoch.
    private func knownEnds(_ epoch: Int64) async throws -> LogEnds {
        if let read = ends.withLock({ $0 }), read.epoch == epoch { return read.known }
        let known = try await LogEnds.known(to: queue.database)
        ends.withLock { $0 = (epoch, known) }
        return known
    }

    /// Sends one row on its own, after the broker refused it as part of a batch. The broker judges whole batches, so
    /// one row that is too large fails its neighbours as well. Only an error about a row that was sent alone is certain
    /// to be about that row.
    private func sendAlone(_ row: OutboxRow, _ known: LogEnds, epoch: Int64) async throws {
        let deliveries: [Delivery]
        do {
            deliveries = try await producer.send([row.record(source: outbox.source)])
        } catch {
            guard error.refusedRecord != nil else { throw error }
            try await setAside(row, because: error, epoch: epoch)
            return
        }
        try await forget([row], deliveries, known, epoch: epoch)
    }

    private func setAside(_ row: OutboxRow, because error: KafkaError, epoch: Int64) async throws {
        try await queue.refuse(row, because: safeDescription(of: error), epoch: epoch)
        logger.error(
            "the broker refuses an event for good",
            metadata: ["event_id": "\(row.metadata.id)", "topic": "\(row.topic)", "error": "\(error.name)"])
    }

    private func heldEpoch() async throws -> Int64? {
        if let held = epoch.withLock({ $0 }) { return held }
        return try await renew()
    }

    @discardableResult
    private func renew() async throws -> Int64? {
        let before = epoch.withLock { $0 }
        let now = try await lease.acquire()
        epoch.withLock { $0 = now }
        if now != before { metrics.leaseChanged(isHeld: now != nil) }
        return now
    }

    private func leave() async {
        guard let held = epoch.withLock({ $0 }) else { return }
        do {
            try await lease.release(epoch: held)
        } catch {
            logger.debug(
                "could not release the relay's lease; it expires", metadata: ["error": "\(safeDescription(of: error))"])
        }
        metrics.leaseChanged(isHeld: false)
    }

    /// Wakes the relay regularly for rows that other processes appended.
    private func wake() async {
        while await Self.pause(.milliseconds(250)) { outbox.nudge.signal() }
    }

    /// Renews the lease while a send takes long, and tries to acquire it otherwise: `republish` may have given it back
    /// in the meantime.
    private func keepLease() async {
        var next = Self.renewal
        while await Self.pause(next) {
            do {
                try await renew()
                next = Self.renewal
            } catch {
                logger.debug("could not renew the relay's lease", metadata: ["error": "\(safeDescription(of: error))"])
                next = .milliseconds(250)
            }
        }
    }

    /// A third of the lease.
    private static let renewal = Duration.seconds(3)

    private func measure() async {
        while await Self.pause(.seconds(2)) {
            guard epoch.withLock({ $0 }) != nil else { continue }
            do {
                losses.note(try await queue.losses())
                metrics.measure(try await queue.backlog())
            } catch {
                logger.debug("could not measure the outbox", metadata: ["error": "\(safeDescription(of: error))"])
            }
        }
    }

    /// Pauses and returns whether to go on, which is false once the task is cancelled.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }

    private func cleanUp() async {
        while await Self.pause(.seconds(60)) {
            guard epoch.withLock({ $0 }) != nil else { continue }
            do {
                try await housekeeping.sweep()
            } catch {
                logger.warning("could not clean up", metadata: ["error": "\(safeDescription(of: error))"])
            }
        }
    }
}

extension KafkaError {
    /// The index of the record that is itself at fault: it is too large, or the broker finds it malformed. If rights
    /// are missing, no record is to blame.
    fileprivate var refusedRecord: Int? {
        let isAboutTheRecord = ["MSG_SIZE_TOO_LARGE", "INVALID_MSG", "INVALID_RECORD"].contains(name)
        return isAboutTheRecord && !isRetriable ? recordIndex : nil
    }
}
