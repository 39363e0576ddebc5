import CLibrdkafka
import Logging

/// Errors and log lines that every kind of client receives as events.
struct LibraryEvents {
    let logger: Logger

    /// Writes a log line of the library to our log.
    func log(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var text: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard rd_kafka_event_log(event, &facility, &text, &level) == 0, let text else { return }
        logger.log(
            level: Self.level(level), "\(String(cString: text))",
            metadata: ["kafka.facility": "\(facility.map { String(cString: $0) } ?? "")"])
    }

    /// Returns the error that an event carries, with its partition if it has one.
    static func error(in event: OpaquePointer) -> KafkaError? {
        let code = rd_kafka_event_error(event)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var error = KafkaError(
            code, message: rd_kafka_event_error_string(event).map { String(cString: $0) },
            isFatal: code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(event) != 0)
        if let place = rd_kafka_event_topic_partition(event) {
            error.topic = place.pointee.topic.map { String(cString: $0) }
            error.partition = place.pointee.partition
            rd_kafka_topic_partition_destroy(place)
        }
        return error
    }

    /// Maps syslog's numbers. The library's "error" is often a broker that is briefly unavailable, which is not our
    /// error.
    private static func level(_ number: Int32) -> Logger.Level {
        switch number {
        case ...2: .error
        case 3, 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
