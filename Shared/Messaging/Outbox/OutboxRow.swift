import Events
import Foundation
import Kafka
import Postgres

/// A row of the outbox that is to be sent.
struct OutboxRow: Sendable {
    let seq: Int64
    let isReplay: Bool
    let topic: String
    let key: String
    let type: EventType
    let metadata: EventMetadata
    let payload: [UInt8]
    let appendedAt: Date

    func record(source: String) -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, key: Array(key.utf8), value: payload,
            headers: .envelope(of: type, metadata, source: source, subject: key))
    }
}

extension OutboxRow {
    typealias Columns = (
        Int64, Bool, UUID, String, String, Int64?, String, UUID?, UUID?, String?, [UInt8], Date, Date
    )

    init(_ columns: Columns) {
        seq = columns.0
        isReplay = columns.1
        topic = columns.3
        key = columns.4
        type = EventType(rawValue: columns.6)
        metadata = EventMetadata(
            id: columns.2, time: columns.11, sequence: columns.5, correlationID: columns.7, causationID: columns.8,
            traceparent: columns.9, isReplay: columns.1)
        payload = columns.10
        appendedAt = columns.12
    }
}
