import Kafka
import Synchronization

/// The sends of one relay, one at a time for each topic.
///
/// Brokers can leave a topic unacknowledged without any error, for as long as one of its partitions has no leader. The
/// relay waits for such a send only for a while and then skips the topic: the other topics go on, and order within the
/// topic is kept.
final class TopicSends: Sendable {
    /// A send that the brokers have acknowledged or refused.
    struct Settled: Sendable {
        let topic: String
        let rows: [OutboxRow]
        /// The epoch of the lease under which the rows were sent.
        let epoch: Int64
        /// The ends of the logs before the rows were sent.
        let ends: LogEnds
        let result: Result<[Delivery], KafkaError>

        var delivered: [Delivery] {
            switch result {
            case .success(let deliveries): deliveries
            case .failure(let error): Array(error.delivered.values)
            }
        }

        /// Of a send that failed, the rows that the brokers have nevertheless, as far as they have every earlier row of
        /// the same key too. They must not be sent again: an older event would become the last of its key.
        var arrivedInOrder: (rows: [OutboxRow], deliveries: [Delivery]) {
            guard case .failure(let error) = result else { return ([], []) }
            var keysWithGaps: Set<String> = []
            var arrived: (rows: [OutboxRow], deliveries: [Delivery]) = ([], [])
            for (index, row) in rows.enumerated() where !keysWithGaps.contains(row.key) {
                if let delivery = error.delivered[index] {
                    arrived.rows.append(row)
                    arrived.deliveries.append(delivery)
                } else {
                    keysWithGaps.insert(row.key)
                }
            }
            return arrived
        }
    }

    private struct UnderWay {
        var isOverdue = false
        /// Whether all events of the topic have since been marked to be sent again. The rows under way must then follow
        /// them once more.
        var isOutdated = false
    }

    private struct State {
        var underWay: [String: UnderWay] = [:]
        var settled: [Settled] = []

        var isWaitedFor: Bool { underWay.values.contains { !$0.isOverdue } }
    }

    private let state = Mutex(State())
    private let nudge = Nudge()
    private let producer: KafkaProducer
    private let source: String
    private let settledLate: @Sendable () -> Void

    /// - Parameter settledLate: called when an overdue send settles.
    init(producer: KafkaProducer, source: String, settledLate: @escaping @Sendable () -> Void) {
        self.producer = producer
        self.source = source
        self.settledLate = settledLate
    }

    /// The topics that must not be sent to now.
    ///
    /// These include topics whose send has settled: its rows are queued until its result has been acted upon.
    var topics: [String] {
        state.withLock { Set($0.underWay.keys).union($0.settled.map(\.topic)).sorted() }
    }

    /// Whether a send is under way that is not overdue.
    var isWaitedFor: Bool { state.withLock { $0.isWaitedFor } }

    /// Starts to send rows of one topic, which must have no other send under way.
    func begin(_ rows: [OutboxRow], to topic: String, epoch: Int64, after ends: LogEnds) {
        state.withLock { $0.underWay[topic] = UnderWay() }
        // A task of its own, since a send cannot be cancelled and may take as long as the broker is unavailable.
        Task {
            let result: Result<[Delivery], KafkaError>
            do throws(KafkaError) {
                result = .success(try await producer.send(rows.map { $0.record(source: source) }))
            } catch {
                result = .failure(error)
            }
            settle(Settled(topic: topic, rows: rows, epoch: epoch, ends: ends, result: result))
        }
    }

    private func settle(_ send: Settled) {
        let wasOverdue = state.withLock { state in
            let underWay = state.underWay.removeValue(forKey: send.topic)
            if underWay?.isOutdated != true { state.settled.append(send) }
            return underWay?.isOverdue ?? false
        }
        if wasOverdue { settledLate() } else { nudge.signal() }
    }

    /// Waits until every send that is not overdue has settled. Returns early at the deadline and when the task is
    /// cancelled.
    func wait(until deadline: ContinuousClock.Instant) async {
        while isWaitedFor, .now < deadline, !Task.isCancelled {
            await withTaskGroup { group in
                group.addTask { await self.nudge.wait() }
                group.addTask { try? await Task.sleep(until: deadline) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    /// Returns what has settled since the last call.
    func takeSettled() -> [Settled] {
        state.withLock { state in
            defer { state.settled = [] }
            return state.settled
        }
    }

    /// Stops waiting for the sends that are still under way. Returns the topics of those that were waited for.
    func markOverdue() -> [String] {
        state.withLock { state in
            let topics = state.underWay.filter { !$0.value.isOverdue }.keys.sorted()
            for topic in topics { state.underWay[topic]?.isOverdue = true }
            return topics
        }
    }

    /// Records that all events of a topic were marked to be sent again. The result of its send no longer counts.
    func outdate(_ topic: String) {
        state.withLock { state in
            state.underWay[topic]?.isOutdated = true
            state.settled.removeAll { $0.topic == topic }
        }
    }
}
