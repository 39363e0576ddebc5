import Foundation
import Kafka
import Postgres
import Testing

@testable import Messaging

/// Returns the records that the relay would send now, as they come out of Kafka. They then count as sent.
func sentRecords(of outbox: Outbox, in database: Database) async throws -> [KafkaRecord] {
    let lease = RelayLease(owner: UUID(), database: database)
    let epoch = try #require(try await lease.acquire())
    let queue = OutboxQueue(lease: lease, database: database)
    let rows = try await queue.next(limit: 1_000, epoch: epoch)
    #expect(try await queue.remove(rows, epoch: epoch))
    try await lease.release(epoch: epoch)
    return rows.enumerated().map { index, row in
        let record = row.record(source: outbox.source)
        return KafkaRecord(
            topic: record.topic, partition: 0, offset: Int64(index), timestamp: Date(), key: record.key,
            value: record.value, headers: record.headers)
    }
}
