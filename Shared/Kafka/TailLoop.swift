import CLibrdkafka
import Dispatch
import Logging
import Synchronization

/// The tail's client and the one thread that polls it.
///
/// Safe to share: only that thread touches mutable state; other threads ring the bell.
final class TailLoop: @unchecked Sendable {
    let lane: PartitionLane
    let readiness = Readiness()
    private let client: ClientHandle
    private let queue: QueueHandle
    private let topics: [String]
    private let logger: Logger
    private let events: LibraryEvents
    private let bell = Bell()
    private let isStopping = Atomic<Bool>(false)
    private let hasRun = Atomic<Bool>(false)

    // For the client's thread only.
    private var reader = RecordReader()
    private var names: [OpaquePointer: String] = [:]
    private var failure: KafkaError?

    init(
        settings: KafkaSettings, topics: [String], limits: ConsumerLimits, logger: Logger
    ) throws(KafkaError) {
        self.topics = topics
        self.logger = logger
        events = LibraryEvents(logger: logger)
        client = try ClientHandle(RD_KAFKA_CONSUMER, .tail(settings))
        rd_kafka_poll_set_consumer(client.pointer)
        guard let queue = QueueHandle.consumer(of: client, ringing: bell) else {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL)
        }
        self.queue = queue
        // One lane for all partitions, because one task reads all their records. No record is completed on it.
        lane = PartitionLane(
            TopicPartition(topic: topics.joined(separator: ","), partition: RD_KAFKA_PARTITION_UA), client: nil,
            limits: limits, bell: bell, logger: logger)
    }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        bell.ring()
    }

    private var isRunning: Bool { failure == nil && !isStopping.load(ordering: .acquiring) }

    func run() -> Result<Void, KafkaError> {
        guard !hasRun.exchange(true, ordering: .acquiringAndReleasing) else { return .failure(.closed) }
        takePlace()
        while isRunning {
            if serve() == 0, isRunning { bell.wait(upTo: 1000) }
        }
        _ = lane.end(signalling: DispatchSemaphore(value: 0))
        readiness.end()
        return failure.map { .failure($0) } ?? .success(())
    }

    /// Begins at the current ends of all partitions. Retries until a broker reports them, and waits longer each time;
    /// otherwise an answer that takes longer than each attempt would never arrive.
    private func takePlace() {
        var last: KafkaError?
        var patience: Int32 = 2000
        while isRunning {
            do throws(KafkaError) {
                let ends = try client.places(of: topics, within: patience).map { place throws(KafkaError) in
                    guard isRunning else { throw KafkaError.closed }
                    let end = try client.watermarks(place.topic, place.partition, within: patience).end
                    return PartitionOffset(topic: place.topic, partition: place.partition, offset: end)
                }
                let list = PartitionList(ends)
                let code = withExtendedLifetime(list) { rd_kafka_assign(client.pointer, list.pointer) }
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
                return readiness.declare(.success(()))
            } catch {
                // Logged once per cause, because this repeats for as long as a broker is unavailable.
                logger.log(level: error == last ? .debug : .info, "tail is not ready", metadata: ["error": "\(error)"])
                last = error
                patience = min(patience * 2, 10_000)
                // A request that fails at once must not be repeated in a hot loop; `stop` rings the bell.
                bell.wait(upTo: 250)
                while queue.withEvent(within: 0, { handle($0) }) != nil {}
            }
        }
    }

    /// Moves available records to the lane while it has room. Returns how many events it handled.
    private func serve() -> Int {
        var served = 0
        let room = lane.room()
        var records: [KafkaRecord] = []
        while records.count < room, let record = queue.withEvent(within: 0, { handle($0) }) {
            served += 1
            if let record { records.append(record) }
        }
        lane.append(records)
        return served
    }

    private func handle(_ event: OpaquePointer) -> KafkaRecord? {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_FETCH: return record(in: event)
        case RD_KAFKA_EVENT_LOG: events.log(event)
        case RD_KAFKA_EVENT_ERROR: LibraryEvents.error(in: event).map(take)
        default: break
        }
        return nil
    }

    private func record(in event: OpaquePointer) -> KafkaRecord? {
        guard let message = rd_kafka_event_message_next(event), let topic = message.pointee.rkt else { return nil }
        if let code = Optional(message.pointee.err), code != RD_KAFKA_RESP_ERR_NO_ERROR {
            take(KafkaError(code, partition: message.pointee.partition))
            return nil
        }
        let name = names[topic] ?? rd_kafka_topic_name(topic).map { String(cString: $0) } ?? ""
        names[topic] = name
        return reader.record(from: UnsafeMutablePointer(mutating: message), topic: name)
    }

    private func take(_ error: KafkaError) {
        if error.isFatal {
            failure = failure ?? client.fatalError ?? error
        } else {
            logger.log(
                level: error.isRetriable ? .info : .warning, "the tail has an error", metadata: ["error": "\(error)"])
        }
    }
}
