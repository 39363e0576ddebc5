/// The keys that a log line may hold.
///
/// A key that is not listed here is not printed, so that nothing leaks by accident.
///
/// The keys are for ids, numbers and our own words. There is no key for a name, an address, a teacher reference number,
/// a body or a query, and none will be added.
enum LogKey {
    /// Set by the handler itself; metadata of the same name does not replace them.
    static let fixed: Set<String> = ["ts", "level", "svc", "ver", "env", "msg", "trace_id", "span_id"]

    /// Ids and classifications: printed as they are.
    static let identifiers: Set<String> = [
        "event", "request_id", "route", "status", "outcome", "duration_ms", "error_class", "sqlstate", "signal",
        "event_id", "message_id", "reference", "resource", "document_id",
        "topic", "partition", "offset", "consumer", "kafka_group", "kafka_partitions", "kafka_facility", "librdkafka",
        "count", "lookup_keys", "expected", "found", "retry_in_ms", "waited_ms",
    ]

    /// Sentences: printed after anything that looks like personal data is removed.
    ///
    /// A type of event is the text of whoever sent it.
    static let sentences: Set<String> = ["error", "reason", "hint", "event_type", "event_types"]

    /// `event.id`, `event-id` and `event_id` are one key.
    static func normalised(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else { return key }
        return String(key.map { $0 == "." || $0 == "-" ? "_" : $0 })
    }
}
