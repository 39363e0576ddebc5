import CLibrdkafka
import Logging

/// The sole owner of a librdkafka client. Destroys the client with its own last reference, after every queue taken from
/// it.
///
/// Safe to share: librdkafka's functions may be called from any thread. The loops decide which thread calls what:
/// polling, rebalancing and closing belong to the client's own thread.
final class ClientHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ kind: rd_kafka_type_t, _ configuration: ClientConfiguration) throws(KafkaError) {
        let settings = try configuration.makeSettings()
        var text = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(kind, settings, &text, text.count) else {
            rd_kafka_conf_destroy(settings)
            throw KafkaError(rd_kafka_last_error(), message: cText(text))
        }
        pointer = client
        if configuration.logsThroughQueue {
            _ = rd_kafka_set_log_queue(client, nil)
        }
    }

    deinit {
        // A consumer has left its group by now, or its time to leave has run out.
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    /// The error that ended this client, if one did.
    var fatalError: KafkaError? {
        var text = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(pointer, &text, text.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        return KafkaError(code, message: cText(text), isFatal: true)
    }
}

/// The sole owner of a reference to a librdkafka queue. Keeps the client alive.
///
/// Safe to share for the reason given at ``ClientHandle``.
final class QueueHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    private let client: ClientHandle
    private let bell: Bell?

    /// Takes over the reference `pointer`. `bell` rings whenever the queue stops being empty.
    private init(_ pointer: OpaquePointer, of client: ClientHandle, ringing bell: Bell?) {
        self.pointer = pointer
        self.client = client
        self.bell = bell
        guard let bell else { return }
        // An unretained reference is enough: `deinit` removes the callback before it releases the bell, and librdkafka
        // calls the callback under the lock that the removal takes.
        rd_kafka_queue_cb_event_enable(
            pointer,
            { _, opaque in
                guard let opaque else { return }
                Unmanaged<Bell>.fromOpaque(opaque).takeUnretainedValue().ring()
            },
            Unmanaged.passUnretained(bell).toOpaque())
    }

    deinit {
        if bell != nil {
            rd_kafka_queue_cb_event_enable(pointer, nil, nil)
        }
        rd_kafka_queue_destroy(pointer)
    }

    /// Events of a producer: deliveries, errors, log lines.
    static func main(of client: ClientHandle) -> QueueHandle? {
        rd_kafka_queue_get_main(client.pointer).map { QueueHandle($0, of: client, ringing: nil) }
    }

    /// Events of a consumer: rebalances, errors, commits, log lines.
    static func consumer(of client: ClientHandle, ringing bell: Bell) -> QueueHandle? {
        rd_kafka_queue_get_consumer(client.pointer).map { QueueHandle($0, of: client, ringing: bell) }
    }

    /// The records of one partition, separate from all others, so that this partition can stand still on its own.
    static func partition(
        _ place: TopicPartition, of client: ClientHandle, ringing bell: Bell
    ) -> QueueHandle? {
        guard let pointer = rd_kafka_queue_get_partition(client.pointer, place.topic, place.partition) else {
            return nil
        }
        rd_kafka_queue_forward(pointer, nil)
        return QueueHandle(pointer, of: client, ringing: bell)
    }

    /// A queue for the answers to one request.
    static func answers(of client: ClientHandle) -> QueueHandle? {
        rd_kafka_queue_new(client.pointer).map { QueueHandle($0, of: client, ringing: nil) }
    }

    /// Passes the next event to `body`, waiting up to `milliseconds` for one. The event lives only while `body` runs.
    func withEvent<R>(within milliseconds: Int32, _ body: (OpaquePointer) throws -> R) rethrows -> R? {
        guard let event = rd_kafka_queue_poll(pointer, milliseconds) else { return nil }
        defer { rd_kafka_event_destroy(event) }
        return try body(event)
    }

    /// Makes a poll that waits on this queue return at once. If none is waiting, the next poll returns at once.
    func interrupt() {
        rd_kafka_queue_yield(pointer)
    }
}

/// Returns the text in a buffer that C filled up to a NUL.
func cText(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
