/// A partition that this process owns, from the moment of its assignment until its ``batches`` end.
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
    /// The sequence ends when the partition moves away, when the consumer stops, and when the iterating task is
    /// cancelled. Asking for the next batch, or leaving the loop, signals that the previous batch is finished. The
    /// group waits for that signal, up to `revocationTimeout`, before another member continues.
    package var batches: Batches { Batches(lane: lane) }

    /// Marks every record up to the last of `batch` as done. Never goes back; may be called from any task.
    ///
    /// The consumer commits the position within a second, and before the partition moves away. Later calls have no
    /// effect.
    package func complete(_ batch: [KafkaRecord]) {
        guard let last = batch.last, last.partition == partition, last.topic == topic else { return }
        lane.complete(before: last.offset + 1)
    }

    /// Returns the next batch if it has been read already, for a worker that prepares it while it works on its last one.
    ///
    /// Unlike asking ``batches`` for it, this does not say that the last batch is finished. Never call it while an
    /// iterator of ``batches`` waits.
    package func readAhead() -> [KafkaRecord]? { lane.readAhead() }

    /// How far the worker is behind; `nil` once the partition has moved away.
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

    /// Reports to the lane that the worker has left its loop, by whichever exit.
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
