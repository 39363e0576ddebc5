import CLibrdkafka
import Logging
import Synchronization

/// The producer's client and the thread that serves it.
///
/// Senders hand records over under the lock on `current`. So a client is never replaced in the middle of a record, and
/// a replaced client receives no more records.
final class ProducerLoop: Sendable {
    private let settings: KafkaSettings
    private let flushTimeout: Duration
    private let logger: Logger
    private let events: LibraryEvents
    private let metrics = ProducerMetrics()
    let gate = SendGate()
    private let current: Mutex<Client?>
    private let isStopping = Atomic<Bool>(false)

    struct Client: Sendable {
        let handle: ClientHandle
        let queue: QueueHandle
    }

    init(settings: KafkaSettings, flushTimeout: Duration, logger: Logger) throws(KafkaError) {
        self.settings = settings
        self.flushTimeout = flushTimeout
        self.logger = logger
        self.events = LibraryEvents(logger: logger)
        self.current = Mutex(try Self.makeClient(settings))
    }

    private static func makeClient(_ settings: KafkaSettings) throws(KafkaError) -> Client {
        let handle = try ClientHandle(RD_KAFKA_PRODUCER, .producer(settings))
        guard let queue = QueueHandle.main(of: handle) else { throw KafkaError(RD_KAFKA_RESP_ERR__FAIL) }
        return Client(handle: handle, queue: queue)
    }

    /// The current client; `nil` when closed.
    var client: Client? { current.withLock { $0 } }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        client?.queue.interrupt()
    }
}

// MARK: - Senders

extension ProducerLoop {
    func send(_ records: [OutgoingRecord]) async throws(KafkaError) -> [Delivery] {
        guard !records.isEmpty else { return [] }
        let began = ContinuousClock.now
        let batch = BatchInFlight(records)
        batch.start()
        await gate.enter()
        var index = 0
        while index < records.count {
            switch handOver(records, from: index, in: batch) {
            case .all:
                index = records.count
            case .upTo(let next):
                index = next
                await gate.room()
            case .refused(let next, let error):
                batch.abandon(from: next, because: error)
                index = records.count
            }
        }
        gate.leave()
        let outcome = await batch.outcome()
        metrics.sent(records, in: began.duration(to: .now), failure: outcome.failure)
        return try outcome.get()
    }

    private enum HandOver {
        case all
        case upTo(Int)
        case refused(Int, KafkaError)
    }

    private func handOver(_ records: [OutgoingRecord], from start: Int, in batch: BatchInFlight) -> HandOver {
        current.withLock { client in
            guard let client, !isStopping.load(ordering: .acquiring) else { return .refused(start, .closed) }
            for index in start..<records.count {
                let record = records[index]
                guard let bytes = gate.admit(bytes: record.byteCount) else { return .upTo(index) }
                let code = record.produce(to: client.handle, with: batch.address(of: index, bytes: bytes))
                guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
                gate.release(records: 1, bytes: bytes)
                var error = client.handle.fatalError ?? KafkaError(code)
                error = error.isFatal ? error.answeredByNewClient : error
                error.topic = record.topic
                return .refused(index, error)
            }
            return .all
        }
    }
}

extension OutgoingRecord {
    fileprivate var byteCount: Int {
        headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.byteCount }
    }

    fileprivate func produce(
        to client: ClientHandle, with opaque: UnsafeMutableRawPointer?
    ) -> rd_kafka_resp_err_t {
        let cHeaders = headers.isEmpty ? nil : makeHeaders()
        let code = withBytes(key) { key in
            withBytes(value) { value in
                rect_produce(
                    client.pointer, topic, key.baseAddress, key.count, value.baseAddress, value.count, cHeaders, opaque)
            }
        }
        if code != RD_KAFKA_RESP_ERR_NO_ERROR, let cHeaders { rd_kafka_headers_destroy(cHeaders) }
        return code
    }

    private func makeHeaders() -> OpaquePointer? {
        guard let list = rd_kafka_headers_new(headers.count) else { return nil }
        for header in headers {
            withBytes(header.value) { value in
                _ = rd_kafka_header_add(list, header.name, header.name.utf8.count, value.baseAddress, value.count)
            }
        }
        return list
    }
}

/// Passes bytes to C: no address for `nil`, some address for an empty array.
private func withBytes<R>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    guard let bytes else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    guard !bytes.isEmpty else {
        return withUnsafeBytes(of: UInt8(0)) { body(UnsafeRawBufferPointer(rebasing: $0[..<0])) }
    }
    return bytes.withUnsafeBytes(body)
}

// MARK: - The client's thread

extension ProducerLoop {
    func run() -> Result<Void, KafkaError> {
        // After a first run there is no client any more.
        guard var client else { return .failure(.closed) }
        var born = ContinuousClock.now
        var pause = ReplacementPause()
        while !isStopping.load(ordering: .acquiring) {
            serve(client, within: 1000)
            guard let error = client.handle.fatalError else { continue }
            metrics.countFatal()
            logger.error("producer client is rebuilt after a fatal error", metadata: ["error": "\(error)"])
            serve(client, for: pause.next(afterLifeOf: born.duration(to: .now)))
            born = .now
            switch Result(catching: { () throws(KafkaError) in try Self.makeClient(settings) }) {
            case .success(let fresh):
                current.withLock { $0 = fresh }
                discard(client)
                client = fresh
            case .failure(let error):
                close(client)
                return .failure(error)
            }
        }
        flush(client)
        close(client)
        return .success(())
    }

    /// Waits, and handles events meanwhile. A stop ends the wait.
    private func serve(_ client: Client, for time: Duration) {
        let end = ContinuousClock.now + time
        while !isStopping.load(ordering: .acquiring), .now < end {
            serve(client, within: Int32(clamping: (end - .now).wholeMilliseconds + 1))
        }
    }

    private func flush(_ client: Client) {
        let deadline = ContinuousClock.now + flushTimeout
        while rd_kafka_outq_len(client.handle.pointer) > 0, client.handle.fatalError == nil {
            let left = deadline - .now
            guard left > .zero else { return }
            serve(client, within: Int32(clamping: min(left.wholeMilliseconds + 1, 100)))
        }
    }

    private func close(_ client: Client) {
        current.withLock { $0 = nil }
        discard(client)
    }

    /// Fails everything that the client still holds. The client receives no more records, because it is no longer
    /// current.
    private func discard(_ client: Client) {
        repeat {
            // Again each time: a record that moves from one queue of the library to another may escape.
            rd_kafka_purge(client.handle.pointer, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT))
            serve(client, within: 100)
        } while rd_kafka_outq_len(client.handle.pointer) > 0
    }

    /// Waits for the next event and handles it.
    private func serve(_ client: Client, within milliseconds: Int32) {
        let settled = client.queue.withEvent(within: milliseconds) { event in
            var settled = (records: 0, bytes: 0)
            switch rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_DR: settled = settle(event)
            case RD_KAFKA_EVENT_LOG: events.log(event)
            case RD_KAFKA_EVENT_ERROR:
                LibraryEvents.error(in: event).map(tell(of:))
            default: break
            }
            return settled
        }
        // The library counts records as in flight until their event is gone, and refuses what has no room beside them.
        if let settled { gate.release(records: settled.records, bytes: settled.bytes) }
    }

    /// Logs an error of the client. Every process has one producer, so an outage of all brokers is logged once each
    /// time.
    private func tell(of error: KafkaError) {
        guard error.code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue else {
            logger.log(
                level: error.isRetriable ? .info : .warning, "the producer has an error",
                metadata: ["error": "\(error)"])
            return
        }
        logger.warning("No broker can be reached.", metadata: ["hint": "\(settings.hintWhenUnreachable)"])
    }

    private func settle(_ event: OpaquePointer) -> (records: Int, bytes: Int) {
        var records = 0
        var bytes = 0
        while let message = rd_kafka_event_message_next(event) {
            guard let address = message.pointee._private else { continue }
            records += 1
            bytes += BatchInFlight.settle(address, with: outcome(of: message))
        }
        return (records, bytes)
    }

    private func outcome(of message: UnsafePointer<rd_kafka_message_t>) -> Result<(Int32, Int64), KafkaError> {
        let code = message.pointee.err
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .success((message.pointee.partition, message.pointee.offset))
        }
        var error = KafkaError(code, isFatal: code == RD_KAFKA_RESP_ERR__FATAL || code.endsIdempotence)
        error = error.isFatal ? error.answeredByNewClient : error
        error.topic = message.pointee.rkt.flatMap { rd_kafka_topic_name($0) }.map { String(cString: $0) }
        if message.pointee.partition >= 0 { error.partition = message.pointee.partition }
        return .failure(error)
    }
}

extension Result {
    fileprivate var failure: Failure? {
        guard case .failure(let failure) = self else { return nil }
        return failure
    }
}

extension rd_kafka_resp_err_t {
    /// Whether this is the broker's own code for what the library then reports as fatal. The first batch that meets
    /// such an error receives the broker's code.
    fileprivate var endsIdempotence: Bool {
        [
            RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
        ].contains(self)
    }
}

extension KafkaError {
    /// A retriable form of a fatal error: the client has been, or is about to be, replaced, so sending again may
    /// succeed.
    fileprivate var answeredByNewClient: KafkaError {
        KafkaError(rd_kafka_resp_err_t(rawValue: code), message: message, isFatal: false, isRetriable: true)
    }
}
