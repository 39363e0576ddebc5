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
/// processes. A topic that cannot be written to, or that is not acknowledged in time, does not block the others. While
/// the broker or the database is unavailable, the relay pauses longer and longer, up to ten seconds, and the outbox
/// grows.
package final class OutboxRelay: Service {
    private let outbox: Outbox
    private let queue: OutboxQueue
    private let housekeeping: Housekeeping
    private let metrics: RelayMetrics
    private let logger: Logger
    private let batch: Int
    private let patience: Duration
    private let isStopping = Atomic(false)
    private let term: RelayTerm
    private let sends: TopicSends
    private let losses: LossRepair
    private let withheld = Mutex(WithheldTopics())

    /// - Parameters:
    ///   - outbox: the value that the service appends with; its commits wake this relay.
    ///   - batch: the most rows of one read.
    ///   - patience: how long the brokers may take to acknowledge a batch before the other topics go on without it.
    package init(
        outbox: Outbox, database: Database, producer: KafkaProducer, batch: Int = 1_000,
        patience: Duration = .seconds(10), logger: Logger
    ) {
        self.outbox = outbox
        self.queue = OutboxQueue(lease: RelayLease(owner: UUID(), database: database), database: database)
        self.housekeeping = Housekeeping(database: database)
        self.metrics = RelayMetrics()
        self.term = RelayTerm(queue.lease, metrics: metrics, logger: logger)
        self.sends = TopicSends(producer: producer, source: outbox.source) { outbox.nudge.signal() }
        self.losses = LossRepair(queue, metrics: metrics, logger: logger)
        self.batch = batch
        self.patience = patience
        self.logger = logger
    }

    /// Runs until the services shut down. It then waits until the rows under way are acknowledged, sends the rows that
    /// were appended last, and releases the lease. Stop it before the producer.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                // Separate tasks, so that slow work does not let the lease expire.
                group.addTask { await self.wake() }
                group.addTask { await self.term.keep() }
                group.addTask { await self.measure() }
                group.addTask { await self.cleanUp() }
                await self.relay()
                group.cancelAll()
            }
            // The renewing task has ended and cannot take back the lease that is released here. While a send may still
            // arrive, the lease is left to expire, so that the next process sends nothing before that.
            if sends.topics.isEmpty { await self.term.end() } else { await self.term.extend() }
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
                let mustRepeat = try await pass()
                backoff = Backoff()
                if mustRepeat { continue }
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
}

// MARK: - One pass

extension OutboxRelay {
    /// Reads, sends and deletes rows once. Returns whether there may be more that can be sent at once.
    private func pass() async throws -> Bool {
        guard let epoch = try await term.epoch() else { return false }
        try await losses.readEnds(epoch: epoch)
        try await settle(epoch: epoch)
        try await repairLosses(epoch: epoch)
        let rows = try await next(epoch: epoch)
        guard !rows.isEmpty else { return false }
        Failpoint.pass(.relayBeforeSend)
        for (topic, rows) in Dictionary(grouping: rows, by: \.topic) {
            sends.begin(rows, to: topic, epoch: epoch, after: losses.knownEnds)
        }
        let deadline = ContinuousClock.now + patience
        var hasFailed = false
        repeat {
            await sends.wait(until: deadline)
            hasFailed = try await settle(epoch: epoch) || hasFailed
        } while sends.isWaitedFor && .now < deadline && !Task.isCancelled
        for topic in sends.markOverdue() {
            metrics.countFailure()
            logger.warning("a topic is not acknowledged; its events wait", metadata: ["topic": "\(topic)"])
        }
        // After a failure, the rows that this pass left out may be sent at once.
        return hasFailed || rows.count >= batch || OutboxQueue.isFull(rows)
    }

    /// Returns the next rows, without the topics that are skipped now.
    ///
    /// The query reads past the rows of those topics. If it finds no other rows, it is not repeated for four times as
    /// long as it took, since the backlog may be large.
    private func next(epoch: Int64) async throws -> [OutboxRow] {
        let skipped = withheld.withLock { $0.names(at: .now) } + sends.topics
        let began = ContinuousClock.now
        let rows = try await queue.next(limit: batch, skipping: skipped, epoch: epoch)
        if rows.isEmpty, !skipped.isEmpty, !isStopping.load(ordering: .sequentiallyConsistent) {
            try await Task.sleep(for: min(began.duration(to: .now) * 4, .seconds(5)))
        }
        return rows
    }

    /// Handles the sends that have settled. Returns whether one of them failed.
    ///
    /// - Throws: the error of a send that may succeed later unchanged, after the other sends have been handled.
    @discardableResult
    private func settle(epoch: Int64) async throws -> Bool {
        // Another process may also have sent rows that were sent under another epoch. Those that are still queued are
        // left to this epoch.
        let settled = sends.takeSettled()
        var arrived: [(rows: [OutboxRow], deliveries: [Delivery])] = []
        var failed: [(send: TopicSends.Settled, error: KafkaError)] = []
        for send in settled {
            losses.note(send.delivered, after: send.ends)
            guard send.epoch == epoch else { continue }
            switch send.result {
            case .success(let deliveries): arrived.append((send.rows, deliveries))
            case .failure(let error):
                failed.append((send, error))
                // Of these rows one is sent alone next, and the others after it.
                if error.refusedRecord != nil { arrived.append(send.arrivedInOrder) }
            }
        }
        var repaired: Set<String> = []
        if arrived.contains(where: { !$0.rows.isEmpty }) {
            let forgotten = try await forget(arrived.flatMap(\.rows), arrived.flatMap(\.deliveries), epoch: epoch)
            // Without the lease nothing is sent alone: the process that has it sends everything, in order.
            guard forgotten.isLeaseHeld else { return !failed.isEmpty }
            repaired = forgotten.repaired
        }
        var failure: KafkaError?
        // Of a repaired topic nothing is sent alone: everything of it follows in order.
        for (send, error) in failed where !repaired.contains(send.topic) {
            if try await !isHandled(error, of: send, epoch: epoch) { failure = error }
        }
        if let failure { throw failure }
        return !failed.isEmpty
    }

    /// Removes from the queue the rows that the broker has, if this process still has the lease. Also returns the topics
    /// whose events were marked to be sent again before that.
    private func forget(
        _ rows: [OutboxRow], _ deliveries: [Delivery], epoch: Int64
    ) async throws -> (isLeaseHeld: Bool, repaired: Set<String>) {
        Failpoint.pass(.relayAfterAckBeforeDelete)
        let repaired = try await repairLosses(epoch: epoch)
        let ends = LogEnds(deliveries)
        // Rows of a repaired topic stay queued: they went out before the older events of their topic and must follow
        // them once more.
        let done = rows.filter { !repaired.contains($0.topic) }
        let isLeaseHeld = try await queue.remove(done, after: ends, epoch: epoch)
        if isLeaseHeld {
            losses.move(to: ends)
        } else {
            logger.notice("the relay's lease moved while rows were sent; they will be sent again")
            term.wasLost()
        }
        metrics.sent(rows)
        withheld.withLock { withheld in
            for topic in Set(rows.map(\.topic)) { withheld.wasWritten(topic) }
        }
        return (isLeaseHeld, repaired)
    }

    @discardableResult
    private func repairLosses(epoch: Int64) async throws -> Set<String> {
        try await losses.repair(epoch: epoch) { sends.outdate($0) }
    }

    /// Handles the error of a send if it is about the topic or about one record. Returns whether it was.
    private func isHandled(_ error: KafkaError, of send: TopicSends.Settled, epoch: Int64) async throws -> Bool {
        if let index = error.refusedRecord, send.rows.indices.contains(index) {
            // The broker judges whole batches, so one row that is too large fails its neighbours as well. Only an error
            // about a row that was sent alone is certain to be about that row.
            if send.rows.count == 1 {
                try await setAside(send.rows[index], because: error, epoch: epoch)
            } else {
                sends.begin([send.rows[index]], to: send.topic, epoch: epoch, after: losses.knownEnds)
            }
            return true
        }
        guard error.topic != nil, !error.isRetriable else { return false }
        var generator = SystemRandomNumberGenerator()
        withheld.withLock { $0.withhold(send.topic, at: .now, using: &generator) }
        metrics.countFailure()
        logger.warning(
            "a topic cannot be written to; its events wait",
            metadata: ["topic": "\(send.topic)", "error": "\(error.name)"])
        return true
    }

    private func setAside(_ row: OutboxRow, because error: KafkaError, epoch: Int64) async throws {
        try await queue.refuse(row, because: safeDescription(of: error), epoch: epoch)
        logger.error(
            "the broker refuses an event for good",
            metadata: ["event_id": "\(row.metadata.id)", "topic": "\(row.topic)", "error": "\(error.name)"])
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

// MARK: - Beside the passes

extension OutboxRelay {
    /// Wakes the relay regularly for rows that other processes appended.
    private func wake() async {
        while await Self.pause(.milliseconds(250)) { outbox.nudge.signal() }
    }

    private func measure() async {
        while await Self.pause(.seconds(2)) {
            guard term.isHeld else { continue }
            do {
                try await losses.noteStored()
                metrics.measure(try await queue.backlog())
            } catch {
                logger.debug("could not measure the outbox", metadata: ["error": "\(safeDescription(of: error))"])
            }
        }
    }

    private func cleanUp() async {
        while await Self.pause(.seconds(60)) {
            guard term.isHeld else { continue }
            do {
                try await housekeeping.sweep()
            } catch {
                logger.warning("could not clean up", metadata: ["error": "\(safeDescription(of: error))"])
            }
        }
    }

    /// Pauses and returns whether to go on, which is false once the task is cancelled.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }
}
