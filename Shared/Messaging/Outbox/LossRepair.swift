import Kafka
import Logging
import Postgres
import Synchronization

/// The repair of logs that have lost events: it notices them and marks all events of their topics to be sent again.
///
/// Readers may have read past the offsets at which other events now replace the lost ones, and nothing notifies those
/// readers. A reader that knows an event skips it.
final class LossRepair: Sendable {
    private let queue: OutboxQueue
    private let metrics: RelayMetrics
    private let logger: Logger
    private let ends = Mutex<(epoch: Int64, known: LogEnds)?>(nil)
    /// Topics whose log has lost events and whose events are not yet marked.
    private let lost = Mutex<Set<String>>([])

    init(_ queue: OutboxQueue, metrics: RelayMetrics, logger: Logger) {
        self.queue = queue
        self.metrics = metrics
        self.logger = logger
    }

    /// The ends of the logs, as far as they are known.
    var knownEnds: LogEnds { ends.withLock { $0?.known } ?? LogEnds() }

    /// Reads the ends of the logs as the last holder of the lease recorded them, once per epoch. Call it before
    /// anything is sent, so that every acknowledgement is compared with them.
    func readEnds(epoch: Int64) async throws {
        if ends.withLock({ $0?.epoch }) == epoch { return }
        let known = try await LogEnds.known(to: queue.database)
        ends.withLock { $0 = (epoch, known) }
    }

    /// Notes the topics whose log has lost events, judging by the offsets that were acknowledged.
    /// - Parameter ends: those that were known before the acknowledged events were sent.
    func note(_ deliveries: [Delivery], after ends: LogEnds) {
        lost.withLock { $0.formUnion(ends.topicsWithLosses(before: deliveries)) }
    }

    /// Notes the losses that another process stored and did not repair before it ended.
    func noteStored() async throws {
        let stored = try await queue.losses()
        lost.withLock { $0.formUnion(stored) }
    }

    func move(to later: LogEnds) {
        ends.withLock { $0?.known.move(to: later) }
    }

    /// Marks all events of the noted topics to be sent again. Returns these topics.
    ///
    /// A loss shows in one acknowledgement only. It is therefore stored until all events are marked, by the process
    /// that holds the lease then.
    /// - Parameter marked: called for each topic as soon as its events are marked.
    func repair(epoch: Int64, marked: (String) -> Void) async throws -> Set<String> {
        let topics = lost.withLock { $0 }
        guard !topics.isEmpty else { return [] }
        try await queue.keep(losses: topics)
        for topic in topics.sorted() {
            let replay = Replay(lease: queue.lease, epoch: epoch, database: queue.database)
            let count = try await replay.mark(topic: topic)
            marked(topic)
            try await queue.forget(lossOf: topic)
            lost.withLock { _ = $0.remove(topic) }
            metrics.countLoss(of: topic)
            logger.error(
                "a log has lost events; all of its topic are sent again",
                metadata: ["topic": "\(topic)", "count": "\(count)"])
        }
        return topics
    }
}
