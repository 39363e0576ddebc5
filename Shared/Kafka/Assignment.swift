/// A partition that this process owns, from the moment it gained it until its ``batches`` end.
package struct Assignment: Sendable {
    package let topic: String
    package let partition: Int32
    private let lane: PartitionLane

    init(_ lane: PartitionLane) {
        self.topic = lane.place.topic
        self.partition = lane.place.partition
        self.lane = lane
    }

    /// The records in order, in arrays of up to `maximumBatch`. Iterate once.
    ///
    /// Ends when the partition moves away, when the consumer stops, and when the iterating task is cancelled. Asking for
    /// the next batch, or leaving the loop, says that the last one is finished; the group waits for that, up to
    /// `revocationTimeout`, before another member goes on.
    package var batches: Batches { Batches(lane: lane) }

    /// Everything up to the last record of `batch` is done. Never goes back; may be called from any task.
    ///
    /// Committed within a second, and before the partition moves away. After that it does nothing.
    package func complete(_ batch: [KafkaRecord]) {
        guard let last = batch.last, last.partition == partition, last.topic == topic else { return }
        lane.complete(before: last.offset + 1)
    }

    /// How far the worker is behind; nil once the partition has moved away.
    package var backlog: Backlog? { lane.backlog }

    /// Records read ahead and not yet handed out; bounded by ``ConsumerLimits``.
    package var bufferedCount: Int { lane.bufferedCount }
}

/// The batches of one assignment.
package struct Batches: AsyncSequence, Sendable {
    package typealias Element = [KafkaRecord]
    package typealias Failure = Never

    let lane: PartitionLane

    package func makeAsyncIterator() -> Iterator {
        Iterator(visit: Visit(lane: lane))
    }

    package struct Iterator: AsyncIteratorProtocol {
        let visit: Visit

        package mutating func next(isolation actor: isolated (any Actor)?) async -> [KafkaRecord]? {
            await visit.lane.next()
        }
    }

    /// Notices that a worker has left its loop by any way out.
    final class Visit: Sendable {
        let lane: PartitionLane

        init(lane: PartitionLane) {
            self.lane = lane
        }

        deinit {
            lane.leave()
        }
    }
}
