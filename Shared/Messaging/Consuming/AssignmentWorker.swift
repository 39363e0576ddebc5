import Foundation
import Kafka
import Postgres

/// A worker for one partition, for as long as this process owns it.
struct AssignmentWorker: Sendable {
    let processor: BatchProcessor
    let assignment: Assignment

    private var journal: AttemptJournal {
        AttemptJournal(
            place: AttemptJournal.Place(
                consumer: processor.subscription.name, topic: assignment.topic, partition: assignment.partition),
            database: processor.database)
    }

    /// Works until the partition moves to another process.
    ///
    /// - Throws: `CancellationError` when a batch had to be left unfinished; the batch will be delivered again.
    func work() async throws {
        let reader = BatchReader(assignment.batches, for: processor.subscription)
        try await workWatchfully(through: reader)
        var pending = await reader.next()
        while let batch = pending {
            // If more records are buffered, they are decoded while the database works on this batch.
            async let following = reader.readAhead(of: assignment)
            try await processor.process(batch)
            complete(batch.records)
            pending = if let following = await following { following } else { await reader.next() }
        }
    }

    /// Works through the first seconds of an assignment, and on for as long as records may arrive on which a process
    /// crashed. Nothing is even decoded before it is written to the journal.
    private func workWatchfully(through reader: BatchReader) async throws {
        let found = try await processor.keepBooks { try await journal.read() }
        var last = found.last
        let began = ContinuousClock.now
        while last != nil || began.duration(to: .now) < AttemptJournal.watchfulTime {
            guard let records = await reader.records() else { return }
            if records.contains(where: found.covers) {
                try await runOneByOne(records, after: found)
            } else {
                try await runWatched(records, before: last == nil ? nil : found.batch)
            }
            if let known = last, let reached = records.last?.offset, reached >= known {
                // Rows of records that are no longer in the log would be counted against others in their place.
                try await processor.keepBooks { try await journal.clear(through: known) }
                last = nil
            }
            complete(records)
        }
    }

    private func complete(_ records: [KafkaRecord]) {
        Failpoint.pass(.afterCommitBeforeOffset)
        assignment.complete(records)
    }

    private func runWatched(_ records: [KafkaRecord], before found: ClosedRange<Int64>?) async throws {
        guard let first = records.first, let last = records.last, first.offset <= last.offset else { return }
        let watched = WatchedRun.first(first.offset...last.offset, before: found, in: journal)
        try await processor.keepBooks { try await watched.begin() }
        try await processor.process(DecodedBatch(records, for: processor.subscription), watched: watched)
        // If there was nothing to run, no run has removed the row.
        try await processor.keepBooks { try await watched.takeBack() }
    }

    /// Runs records one by one after a crash on some of them. Each is written to the journal before it is decoded and
    /// run: another of them may crash the process as well.
    ///
    /// The row of a record that is set aside stays until all are done: if a later one crashes the process, the first is
    /// delivered again.
    private func runOneByOne(_ records: [KafkaRecord], after found: AttemptJournal.Findings) async throws {
        for record in records {
            let watched = WatchedRun.alone(record.offset, after: found, in: journal)
            try await processor.keepBooks { try await watched.begin() }
            if found.attempts(at: record.offset) + 1 >= AttemptJournal.maximumAttempts {
                try await setAside(record)
            } else {
                try await processor.process(DecodedBatch([record], for: processor.subscription), watched: watched)
                try await processor.keepBooks { try await watched.takeBack() }
            }
        }
        guard let last = records.last else { return }
        try await processor.keepBooks { try await journal.clear(through: last.offset) }
    }

    /// Parks a record without reading more of it than its headers.
    private func setAside(_ record: KafkaRecord) async throws {
        processor.metrics.countCrash()
        let unread = DecodedBatch([record], for: processor.subscription, isReadingBodies: false)
        if let event = unread.events.first {
            try await processor.park(event, because: AttemptJournal.verdict)
        } else {
            try await processor.process(unread)
        }
    }
}

/// An actor that reads and decodes batches, so that JSON decoding and database work overlap.
private actor BatchReader {
    private var iterator: Batches.Iterator
    private let subscription: Subscription

    init(_ batches: Batches, for subscription: Subscription) {
        self.iterator = batches.makeAsyncIterator()
        self.subscription = subscription
    }

    /// Returns the next batch, decoded, or `nil` once the partition has moved to another process.
    func next() async -> DecodedBatch? {
        await records().map { DecodedBatch($0, for: subscription) }
    }

    /// Returns the records that have been read ahead, decoded, or `nil` if there are none.
    func readAhead(of assignment: Assignment) -> DecodedBatch? {
        assignment.readAhead().map { DecodedBatch($0, for: subscription) }
    }

    /// Returns the next batch as it arrived, or `nil` once the partition has moved to another process.
    func records() async -> [KafkaRecord]? {
        var iterator = iterator
        guard let records = await iterator.next(isolation: self) else { return nil }
        self.iterator = iterator
        return records
    }
}
