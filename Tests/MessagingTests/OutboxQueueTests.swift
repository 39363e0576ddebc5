import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Kafka
@testable import Messaging

@Suite("The queue of the outbox")
struct OutboxQueueTests {
    @Test func `reading ends with the row that makes it two mebibytes, and goes on behind it`() async throws {
        try await withMessaging { database, _ in
            let outbox = Outbox(service: "test")
            let queue = OutboxQueue(lease: RelayLease(owner: UUID(), database: database), database: database)
            let epoch = try #require(try await queue.lease.acquire())
            let texts = (1...6).map { String(repeating: "\($0)", count: 500_000) }
            try await database.transaction { transaction in
                try await outbox.append(texts.map { OutboxEntry(Riddle(replyTo: UUID(), text: $0)) }, in: transaction)
            }

            let first = try await queue.next(limit: 100, epoch: epoch)
            #expect(first.map(\.key) == Array(texts.prefix(5)))
            #expect(OutboxQueue.isFull(first))
            #expect(try await queue.remove(first, epoch: epoch))
            let rest = try await queue.next(limit: 100, epoch: epoch)
            #expect(rest.map(\.key) == Array(texts.suffix(1)))
            #expect(!OutboxQueue.isFull(rest))
        }
    }

    /// The events of a topic that is not acknowledged stay with the producer, and those of others must find room there.
    @Test func `what three topics hold back leaves room for a fourth`() {
        let largestRead = Int(OutboxQueue.maximumBytes) + largestRecord

        #expect(4 * largestRead <= SendGate.maximumBytes)
    }

    private let largestRecord = 1_048_576
}
