/// The keys that a log line may hold.
///
/// What is not listed here is not printed, so that nobody leaks by accident.
///
/// Keys are ids, numbers and words of ours. There is no key for a name, an address, a teacher reference number, a body
/// or a query, and none will be added.
enum LogKey {
    /// Given by the handler itself; metadata of the same name does not replace them.
    static let fixed: Set<String> = ["ts", "level", "svc", "ver", "env", "msg", "trace_id", "span_id"]

    /// Ids and classifications: printed as they are.
    static let identifiers: Set<String> = [
        "event", "request_id", "command_id", "event_id", "aggregate_id", "org_id", "actor_ref", "outcome",
        "duration_ms", "error_class", "sqlstate", "event_type", "correlation_id", "causation_id", "message_id",
        "placement_id", "school_urn", "token_id", "row_id", "lead_provider_id", "partnership_id",
        "topic", "partition", "offset", "group", "subscription", "consumer", "client_id", "broker", "constraint",
        "kafka_group", "kafka_partitions", "kafka_facility", "librdkafka",
        "table", "schema", "migration", "route", "status", "port", "host", "setting", "signal", "state", "version",
        "attempt", "attempts", "count", "total", "size", "bytes", "lag", "applied", "skipped", "duplicates", "stale",
        "parked", "pending", "retry_in_ms", "waited_ms", "age_ms", "code", "kind", "name_of_part", "worker", "file",
        "line", "sequence", "expected", "found",
    ]

    /// Sentences: printed without what looks like personal data.
    static let sentences: Set<String> = ["error", "reason", "detail", "problem", "hint"]

    /// `event.id`, `event-id` and `event_id` are one key.
    static func normalised(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else { return key }
        return String(key.map { $0 == "." || $0 == "-" ? "_" : $0 })
    }
}
