import Foundation
import Kafka
import Postgres

/// Works through one partition for as long as this process owns it.
struct AssignmentWorker: Sendable {
    let processor: BatchProcessor
    let assignment: Assignment

    private var journal: AttemptJournal {
        AttemptJournal(
            place: AttemptJournal.Place(
                consumer: processor.subscription.name, topic: assignment.topic, partition: assignment.partition),
            database: processor.database)
    }

    /// - Throws: `CancellationError` when it had to leave a batch undone; the batch will be delivered again.
    func work() async throws {
        let reader = DecodingReader(assignment.batches, for: processor.subscription)
        var found = try await processor.keepBooks { try await journal.read() }
        let began = ContinuousClock.now
        var pending = await reader.next()
        while let batch = pending {
            // More is at hand: it is decoded while the database works on this.
            async let following = assignment.bufferedCount > 0 ? reader.next() : nil
            if let entry = found, let last = batch.records.last, batch.records.contains(where: entry.covers) {
                try await runOneByOne(batch, entry)
                if last.offset >= entry.offsets.upperBound { found = nil }
            } else if began.duration(to: .now) < AttemptJournal.watchfulTime {
                try await runJournaled(batch)
            } else {
                try await processor.process(batch)
            }
            Failpoint.pass(.afterCommitBeforeOffset)
            assignment.complete(batch.records)
            pending = if let following = await following { following } else { await reader.next() }
        }
    }

    private func runJournaled(_ batch: DecodedBatch) async throws {
        guard let first = batch.records.first, let last = batch.records.last, first.offset <= last.offset else {
            return
        }
        let entry = AttemptJournal.Entry(offsets: first.offset...last.offset, attempts: 1)
        try await processor.process(batch, watched: .first(entry, in: journal))
    }

    /// After a crash over these offsets: each record is written down before it is run.
    private func runOneByOne(_ batch: DecodedBatch, _ entry: AttemptJournal.Entry) async throws {
        for record in batch.records {
            let one = DecodedBatch([record], for: processor.subscription)
            guard entry.covers(record) else {
                try await processor.process(one)
                continue
            }
            let attempts = record.offset == entry.offsets.lowerBound ? entry.attempts + 1 : 2
            if attempts >= AttemptJournal.maximumAttempts, let event = one.events.first {
                processor.metrics.countCrash()
                try await processor.park(event, because: AttemptJournal.verdict)
            } else {
                let rest = record.offset...max(record.offset, entry.offsets.upperBound)
                let entry = AttemptJournal.Entry(offsets: rest, attempts: attempts)
                try await processor.process(one, watched: .again(entry, in: journal))
            }
        }
        try await processor.keepBooks { try await journal.clear() }
    }
}

extension AttemptJournal.Entry {
    func covers(_ record: KafkaRecord) -> Bool {
        offsets.contains(record.offset)
    }
}

/// Reads batches and decodes them on its own time, so that JSON and database overlap.
private actor DecodingReader {
    private var iterator: Batches.Iterator
    private let subscription: Subscription

    init(_ batches: Batches, for subscription: Subscription) {
        self.iterator = batches.makeAsyncIterator()
        self.subscription = subscription
    }

    /// `nil` once the partition has moved away.
    func next() async -> DecodedBatch? {
        var iterator = iterator
        guard let records = await iterator.next(isolation: self) else { return nil }
        self.iterator = iterator
        return DecodedBatch(records, for: subscription)
    }
}
