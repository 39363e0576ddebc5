import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle
import Synchronization

/// Sends what the outbox holds to Kafka, in order, from whichever process of the service holds the lease.
///
/// Read, send, delete: a crash in between sends rows twice and loses none. It wakes when a transaction of this process
/// commits, and four times a second for those of others. While broker or database are away it waits longer and longer,
/// up to ten seconds, and the outbox grows.
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

    /// Runs until the services shut down: then what is under way is acknowledged, what was appended last is sent, and the
    /// lease is released. Stop it before the producer.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                // Apart from each other: what takes long must not let the lease expire.
                group.addTask { await self.wake() }
                group.addTask { await self.keepLease() }
                group.addTask { await self.measure() }
                group.addTask { await self.cleanUp() }
                await self.relay()
                group.cancelAll()
            }
            // Nobody renews any more what is given back now.
            await self.leave()
        } onGracefulShutdown: {
            self.isStopping.store(true, ordering: .sequentiallyConsistent)
            self.outbox.nudge.signal()
        }
    }

    private func relay() async {
        var backoff = Backoff()
        while !Task.isCancelled {
            // Read first: what was appended before the shutdown began is seen by one more pass.
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

    /// One read, send, delete. Returns the number of rows sent.
    private func pass() async throws -> Int {
        guard let epoch = try await heldEpoch() else { return 0 }
        try await makeGoodLosses(epoch: epoch)
        // Known before anything is sent, so that no acknowledgement goes by without being compared.
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

    /// Takes rows out of the queue that the broker has.
    private func forget(
        _ rows: [OutboxRow], _ deliveries: [Delivery], _ known: LogEnds, epoch: Int64
    ) async throws {
        Failpoint.pass(.relayAfterAckBeforeDelete)
        let shortened = known.topicsWithLosses(before: deliveries)
        losses.note(shortened)
        try await makeGoodLosses(epoch: epoch)
        let ends = LogEnds(deliveries)
        // What went out before the older events of its topic goes out behind them once more.
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

    /// While one topic cannot be written to, the others go on.
    private func withhold(_ topic: String, because error: KafkaError) {
        var generator = SystemRandomNumberGenerator()
        withheld.withLock { $0.withhold(topic, at: .now, using: &generator) }
        metrics.countFailure()
        logger.warning(
            "a topic cannot be written to; its events wait", metadata: ["topic": "\(topic)", "error": "\(error.name)"])
    }

    /// What has come beside an error is not sent again. Of a topic that has come in part everything is, in order.
    private func forgetTopics(
        whollyIn deliveries: [Delivery], of rows: [OutboxRow], _ known: LogEnds, epoch: Int64
    ) async throws {
        let arrived = Dictionary(grouping: deliveries, by: \.topic)
        let whole = Dictionary(grouping: rows, by: \.topic).filter { arrived[$0.key]?.count == $0.value.count }
        guard !whole.isEmpty else { return }
        try await forget(
            Array(whole.values.joined()), deliveries.filter { whole[$0.topic] != nil }, known, epoch: epoch)
    }

    /// Sends everything of a topic again whose log has lost something. Its readers may stand behind what came in the place of
    /// it, and nothing tells them; those that know an event skip it.
    ///
    /// A loss shows once, in one acknowledgement. It is kept until it is made good, by whoever has the lease then.
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

    /// As the last holder of the lease left them.
    private func knownEnds(_ epoch: Int64) async throws -> LogEnds {
        if let read = ends.withLock({ $0 }), read.epoch == epoch { return read.known }
        let known = try await LogEnds.known(to: queue.database)
        ends.withLock { $0 = (epoch, known) }
        return known
    }

    /// The broker judges whole batches, so that one row too large brings its neighbours down: what it says of a row alone
    /// is said of that row.
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

    /// Looks for rows of other processes.
    private func wake() async {
        while await Self.pause(.milliseconds(250)) { outbox.nudge.signal() }
    }

    /// Keeps the lease while a send takes long, and seeks it: `republish` may have given it back in the meantime.
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

    /// Whether to go on after it.
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
    /// Which record is at fault itself: too large, or malformed to the broker. For missing rights no record is to blame.
    fileprivate var refusedRecord: Int? {
        let isAboutTheRecord = ["MSG_SIZE_TOO_LARGE", "INVALID_MSG", "INVALID_RECORD"].contains(name)
        return isAboutTheRecord && !isRetriable ? recordIndex : nil
    }
}
