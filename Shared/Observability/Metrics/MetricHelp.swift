/// What each metric means, for whoever reads `/metrics` for the first time.
///
/// A metric without a sentence is shown too.
enum MetricHelp {
    static let sentences: [String: String] = [
        "http_server_request_duration_seconds": "Time from the head of a request to its answer.",
        "http_server_active_requests": "Requests that are being answered now.",
        "http_server_request_body_size_bytes": "Announced size of request bodies.",
        "rate_limited_total": "Requests refused because their caller sent too many.",
        "db_client_operation_duration_seconds": "Time of one database statement.",
        "db_client_connection_count": "Connections of the pool by state.",
        "db_transaction_retries_total": "Transactions that ran again after a serialisation failure or a deadlock.",
        "db_commit_unknown_total": "Commits whose outcome the connection took with it.",
        "messaging_client_sent_messages_total": "Records that the broker acknowledged.",
        "messaging_client_consumed_messages_total": "Records that a subscription has read.",
        "messaging_process_duration_seconds": "Time of one batch of a subscription, from read to commit.",
        "kafka_consumer_lag_records": "Records of a partition that a group has not applied yet.",
        "kafka_offset_reset_total": "Committed offsets that the broker no longer had: records were lost.",
        "kafka_producer_fatal_total": "Times the producer had to be built again.",
        "outbox_pending": "Events that are committed and not published yet.",
        "outbox_oldest_age_seconds": "Age of the oldest event that is not published yet.",
        "outbox_publish_latency_seconds": "Time from commit to acknowledgement of an event.",
        "outbox_parked": "Events that the broker refuses for good.",
        "relay_lease_held": "1 in the process whose relay publishes.",
        "relay_lease_changes_total": "Times this process took the lease of the relay.",
        "inbox_outcomes_total": "What became of received events.",
        "events_unknown_total": "Events of a type that the subscription does not know.",
        "parked_messages": "Events that wait for an operator.",
        "parked_blocked_keys": "Keys with an event that waits for an operator.",
        "dead_letter_replayed_total": "Parked events that an operator had applied again.",
        "process_resident_memory_bytes": "Memory of the process that is in RAM.",
        "process_open_fds": "Open file descriptors of the process.",
        "process_start_time_seconds": "When the process started, in seconds since 1970.",
        "build_info": "1, with the service and its version as labels.",
        "service_ready": "1 while /health/ready answers 200.",
        "metrics_series_dropped_total": "Series beyond the limits, or of another type than their name had before.",
    ]
}
