import CLibrdkafka
import DequeModule
import Dispatch
import Foundation
import Logging
import Synchronization

/// Carries the records of one partition from the client's thread to the worker, for as long as this process owns the
/// partition.
///
/// It passes through three states:
/// - open
/// - ended: there are no more batches, but the worker may still complete its last one
/// - released: completing has no effect any more, because another member may own the partition
final class PartitionLane: Sendable {
    let place: TopicPartition
    private let limits: ConsumerLimits
    private let bell: Bell
    private let logger: Logger
    private let state: Mutex<State>

    fileprivate struct State {
        var chunks = Deque<[KafkaRecord]>()
        var count = 0
        var bytes = 0
        /// The client's thread found no room and must be woken when there is some.
        var isStanding = false
        /// The worker holds a batch.
        var isBusy = false
        var hasEnded = false
        var waiter: CheckedContinuation<[KafkaRecord]?, Never>?
        var departure: DispatchSemaphore?
        /// `nil` once released, and from the beginning if nobody completes the records.
        var completion: Completion?
    }

    /// How far the worker is, and where that is noted.
    fileprivate struct Completion {
        let client: ClientHandle
        var uncompleted = UncompletedRecords()
        /// The highest offset stored, which is the next to read.
        var stored: Int64 = -1
    }

    /// - Parameter client: Where completed records are noted; `nil` if nobody completes them.
    init(_ place: TopicPartition, client: ClientHandle?, limits: ConsumerLimits, bell: Bell, logger: Logger) {
        self.place = place
        self.limits = limits
        self.bell = bell
        self.logger = logger
        self.state = Mutex(State(completion: client.map { Completion(client: $0) }))
    }

    /// Records read ahead and not yet handed to the worker.
    var bufferedCount: Int {
        state.withLock { $0.count }
    }

    /// `nil` once the partition has moved away.
    var backlog: Backlog? {
        let progress = state.withLock { state -> (client: ClientHandle, next: Int64?, oldest: Date?)? in
            guard let completion = state.completion else { return nil }
            let first = completion.uncompleted.first
            return (completion.client, completion.stored >= 0 ? completion.stored : first?.offset, first?.writtenAt)
        }
        guard let progress else { return nil }
        // If the end is known and nothing has been read, there was nothing to read.
        let records = progress.client.knownEnd(of: place).map { end in progress.next.map { max(0, end - $0) } ?? 0 }
        return Backlog(records: records, oldest: progress.oldest)
    }
}

// MARK: - The client's thread

extension PartitionLane {
    /// Returns how many records may be read now. If that is zero, the bell rings when there is room again.
    func room() -> Int {
        state.withLock { state in
            guard !state.hasEnded else { return 0 }
            guard state.bytes < limits.maximumBufferedBytes, state.count < limits.maximumBuffered else {
                state.isStanding = true
                return 0
            }
            return min(limits.maximumBatch, limits.maximumBuffered - state.count)
        }
    }

    func append(_ records: [KafkaRecord]) {
        guard !records.isEmpty else { return }
        let bytes = records.reduce(0) { $0 + $1.byteCount }
        let waiter = state.withLock { state -> CheckedContinuation<[KafkaRecord]?, Never>? in
            guard !state.hasEnded else { return nil }
            state.completion?.uncompleted.append(records)
            if let waiter = state.waiter {
                state.waiter = nil
                state.isBusy = true
                return waiter
            }
            state.count += records.count
            state.bytes += bytes
            if let last = state.chunks.last, last.count + records.count <= limits.maximumBatch {
                state.chunks[state.chunks.count - 1].append(contentsOf: records)
            } else {
                state.chunks.append(records)
            }
            return nil
        }
        waiter?.resume(returning: records)
    }

    /// Ends the batches. Returns whether the worker still holds one; if so, `departure` is signalled when it lets go.
    func end(signalling departure: DispatchSemaphore) -> Bool {
        let (waiter, isBusy) = state.withLock { state in
            let waiter = state.waiter
            state.hasEnded = true
            state.waiter = nil
            state.chunks = []
            state.count = 0
            state.bytes = 0
            state.departure = state.isBusy ? departure : nil
            return (waiter, state.isBusy)
        }
        waiter?.resume(returning: nil)
        return isBusy
    }

    /// Makes `complete` do nothing from here on.
    func release() {
        let completion = state.withLock { state in
            state.hasEnded = true
            return state.completion.take()
        }
        // Released outside the lock, because it may be the last reference to the client.
        withExtendedLifetime(completion) {}
    }
}

// MARK: - The worker

extension PartitionLane {
    /// Returns the next batch; `nil` after revocation, or when the task is cancelled while it waits.
    func next() async -> [KafkaRecord]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                take(continuation)
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume(returning: nil)
        }
    }

    /// The next batch if it was read already. Unlike ``next()`` it does not say that the worker is done with its last one.
    func readAhead() -> [KafkaRecord]? {
        let (batch, hasRoom) = state.withLock { state in
            state.hasEnded ? (nil, false) : state.popFirst(within: limits)
        }
        if hasRoom { bell.ring() }
        return batch
    }

    private func take(_ continuation: CheckedContinuation<[KafkaRecord]?, Never>) {
        enum Answer { case batch([KafkaRecord]?), later }
        let (answer, hasRoom) = state.withLock { state -> (Answer, Bool) in
            state.leave()
            if state.hasEnded || Task.isCancelled || state.waiter != nil { return (.batch(nil), false) }
            let (chunk, hasRoom) = state.popFirst(within: limits)
            guard let chunk else {
                state.waiter = continuation
                return (.later, false)
            }
            return (.batch(chunk), hasRoom)
        }
        if hasRoom { bell.ring() }
        if case .batch(let batch) = answer { continuation.resume(returning: batch) }
    }

    /// Notes that the worker no longer holds a batch.
    func leave() {
        state.withLock { $0.leave() }
    }

    /// Marks everything before `offset` as done. Never goes back.
    func complete(before offset: Int64) {
        let code = state.withLock { state -> rd_kafka_resp_err_t in
            guard let client = state.completion?.client else { return RD_KAFKA_RESP_ERR__STATE }
            guard offset > state.completion?.stored ?? -1 else { return RD_KAFKA_RESP_ERR_NO_ERROR }
            state.completion?.uncompleted.complete(before: offset)
            state.completion?.stored = offset
            let list = PartitionList([PartitionOffset(topic: place.topic, partition: place.partition, offset: offset)])
            return withExtendedLifetime(list) { rd_kafka_offsets_store(client.pointer, list.pointer) }
        }
        switch code {
        case RD_KAFKA_RESP_ERR_NO_ERROR: break
        case RD_KAFKA_RESP_ERR__STATE: logger.debug("completed after the partition moved away", metadata: metadata)
        default:
            let error: Logger.Metadata = ["error": "\(KafkaError(code))"]
            logger.warning("offset not stored", metadata: metadata.merging(error) { $1 })
        }
    }

    private var metadata: Logger.Metadata {
        ["topic": "\(place.topic)", "partition": "\(place.partition)"]
    }
}

extension PartitionLane.State {
    /// Hands the worker the oldest records. `hasRoom` is true when the client's thread waits for room and there is some.
    fileprivate mutating func popFirst(within limits: ConsumerLimits) -> (chunk: [KafkaRecord]?, hasRoom: Bool) {
        guard let chunk = chunks.popFirst() else { return (nil, false) }
        isBusy = true
        count -= chunk.count
        bytes = chunks.isEmpty ? 0 : bytes - chunk.reduce(0) { $0 + $1.byteCount }
        let hasRoom = isStanding && count <= limits.maximumBuffered / 2
        if hasRoom { isStanding = false }
        return (chunk, hasRoom)
    }

    fileprivate mutating func leave() {
        isBusy = false
        departure?.signal()
        departure = nil
    }
}
