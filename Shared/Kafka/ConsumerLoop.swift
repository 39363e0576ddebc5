import CLibrdkafka
import Dispatch
import Logging
import Synchronization

/// The consumer's client and the one thread that polls it, answers rebalances, and closes it.
///
/// Safe to share: only that thread touches mutable state; other threads ring the bell.
final class ConsumerLoop: @unchecked Sendable {
    let client: ClientHandle
    let limits: ConsumerLimits
    let logger: Logger
    let bell: Bell
    let gains: AsyncThrowingStream<Assignment, any Error>.Continuation
    let metrics: ConsumerGroupMetrics
    private let group: KafkaGroup
    private let topics: [String]
    private let queue: QueueHandle
    private let events: LibraryEvents
    private let isStopping = Atomic<Bool>(false)
    private let hasRun = Atomic<Bool>(false)

    // For the client's thread only.
    var held: [TopicPartition: Holding] = [:]
    var failure: KafkaError?
    var answeredRebalanceAt: ContinuousClock.Instant?
    private var reader = RecordReader()
    private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>

    /// A partition that is ours: where its records come from and where they go.
    struct Holding {
        let queue: QueueHandle
        let lane: PartitionLane
    }

    init(
        settings: KafkaSettings, group: KafkaGroup, topics: [String], limits: ConsumerLimits, logger: Logger,
        gains: AsyncThrowingStream<Assignment, any Error>.Continuation
    ) throws(KafkaError) {
        var logger = logger
        logger[metadataKey: "kafka.group"] = "\(group.name)"
        self.logger = logger
        self.group = group
        self.topics = topics
        self.limits = limits
        self.gains = gains
        metrics = ConsumerGroupMetrics(group: group.name)
        events = LibraryEvents(logger: logger)
        bell = Bell()
        client = try ClientHandle(RD_KAFKA_CONSUMER, .consumer(settings, group))
        rd_kafka_poll_set_consumer(client.pointer)
        guard let queue = QueueHandle.consumer(of: client, ringing: bell) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL)
        }
        self.queue = queue
        messages = .allocate(capacity: limits.maximumBatch)
        messages.initialize(repeating: nil)
    }

    deinit {
        messages.deallocate()
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        bell.ring()
    }

    var isStopped: Bool { isStopping.load(ordering: .acquiring) }

    func run() -> Result<Void, KafkaError> {
        guard !hasRun.exchange(true, ordering: .acquiringAndReleasing) else { return .failure(.closed) }
        let list = PartitionList(topics: topics)
        // A pointer does not keep its owner alive.
        let code = withExtendedLifetime(list) { rd_kafka_subscribe(client.pointer, list.pointer) }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { failure = KafkaError(code) }
        while failure == nil, !isStopped {
            serveEvents()
            // Polling once a second is enough to show the library that this consumer is alive (`max.poll.interval.ms`).
            if fetch() == 0, failure == nil { bell.wait(upTo: 1000) }
        }
        close()
        if let failure {
            gains.finish(throwing: failure)
            return .failure(failure)
        }
        gains.finish()
        return .success(())
    }

    private static let goodbye = Duration.seconds(5)

    /// Leaves the group: ends every assignment, waits for the workers, commits, and closes the consumer.
    private func close() {
        let start = ContinuousClock.now
        if let error = rd_kafka_consumer_close_queue(client.pointer, queue.pointer) {
            logger.warning("consumer does not close", metadata: ["error": "\(KafkaError(taking: error))"])
        } else {
            // Waiting for workers takes its own time in between, so closing is timed from the last rebalance answer.
            let latest = start + limits.revocationTimeout + Self.goodbye * 2
            while rd_kafka_consumer_closed(client.pointer) == 0,
                .now < min(latest, max(start, answeredRebalanceAt ?? start) + Self.goodbye)
            {
                serveEvents()
                bell.wait(upTo: 20)
            }
        }
        // Revokes what the library did not revoke in time.
        revoke(Array(held.keys), isLost: true)
    }
}

// MARK: - Records

extension ConsumerLoop {
    /// Moves available records to the lanes that have room. Returns how many records moved.
    private func fetch() -> Int {
        var moved = 0
        for holding in held.values {
            let room = min(holding.lane.room(), messages.count)
            guard room > 0 else { continue }
            moved += fetch(from: holding.queue, to: holding.lane, upTo: room)
        }
        return moved
    }

    private func fetch(from queue: QueueHandle, to lane: PartitionLane, upTo room: Int) -> Int {
        let count = rd_kafka_consume_batch_queue(queue.pointer, 0, messages.baseAddress, room)
        guard count > 0 else { return 0 }
        var records: [KafkaRecord] = []
        records.reserveCapacity(count)
        for index in 0..<count {
            guard let message = messages[index] else { continue }
            defer { rd_kafka_message_destroy(message) }
            // A worker that processed records after a damaged one would commit past it.
            guard failure == nil else { continue }
            if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                records.append(reader.record(from: message, topic: lane.place.topic))
            } else {
                take(
                    KafkaError(
                        message.pointee.err, message: rd_kafka_message_errstr(message).map { String(cString: $0) },
                        topic: lane.place.topic, partition: lane.place.partition))
            }
        }
        lane.append(records)
        return count
    }

    /// Takes records that bypassed the partition's own queue, in the moment between assignment and forwarding.
    private func take(recordsOf event: OpaquePointer) {
        while let message = rd_kafka_event_message_next(event) {
            guard let name = message.pointee.rkt.flatMap({ rd_kafka_topic_name($0) }) else { continue }
            let place = TopicPartition(topic: String(cString: name), partition: message.pointee.partition)
            guard let lane = held[place]?.lane, failure == nil else { continue }
            guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                take(KafkaError(message.pointee.err, topic: place.topic, partition: place.partition))
                continue
            }
            lane.append([reader.record(from: UnsafeMutablePointer(mutating: message), topic: place.topic)])
        }
    }
}

// MARK: - Events

extension ConsumerLoop {
    private func serveEvents() {
        while queue.withEvent(within: 0, { serve($0) }) != nil {}
    }

    private func serve(_ event: OpaquePointer) {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: rebalance(event)
        case RD_KAFKA_EVENT_FETCH: take(recordsOf: event)
        case RD_KAFKA_EVENT_LOG: events.log(event)
        case RD_KAFKA_EVENT_OFFSET_COMMIT: noteCommit(rd_kafka_event_error(event))
        case RD_KAFKA_EVENT_ERROR: LibraryEvents.error(in: event).map(take)
        default: break
        }
    }

    /// Ends the consumer if it cannot go on; the library retries everything else.
    private func take(_ error: KafkaError) {
        if error.isFatal || error.isOffsetLost || error.isDamagedRecord {
            failure = failure ?? (error.isFatal ? client.fatalError ?? error : error)
        } else {
            logger.log(
                level: error.isRetriable ? .info : .warning, "the consumer has an error",
                metadata: ["error": "\(error)"])
        }
    }

    func noteCommit(_ code: rd_kafka_resp_err_t) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR__NO_OFFSET else { return }
        metrics.countFailedCommit()
        // The records will be read again; that costs time, not correctness.
        logger.info("offsets not committed", metadata: ["error": "\(KafkaError(code))"])
    }
}
