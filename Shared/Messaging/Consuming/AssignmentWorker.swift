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
        let reader = BatchReader(assignment.batches, for: processor.subscription)
        try await workWatchfully(through: reader)
        var pending = await reader.next()
        while let batch = pending {
            // More is at hand: it is decoded while the database works on this.
            async let following = assignment.bufferedCount > 0 ? reader.next() : nil
            try await processor.process(batch)
            complete(batch.records)
            pending = if let following = await following { following } else { await reader.next() }
        }
    }

    /// The first seconds, and for as long as records may come over which a process died: nothing is so much as decoded
    /// that was not written down before.
    private func workWatchfully(through reader: BatchReader) async throws {
        var found = try await processor.keepBooks { try await journal.read() }
        let began = ContinuousClock.now
        while found != nil || began.duration(to: .now) < AttemptJournal.watchfulTime {
            guard let records = await reader.records() else { return }
            if let entry = found, records.contains(where: entry.covers) {
                try await runOneByOne(records, entry)
            } else {
                try await runWatched(records)
            }
            if let entry = found, let last = records.last, last.offset >= entry.offsets.upperBound { found = nil }
            complete(records)
        }
    }

    private func complete(_ records: [KafkaRecord]) {
        Failpoint.pass(.afterCommitBeforeOffset)
        assignment.complete(records)
    }

    private func runWatched(_ records: [KafkaRecord]) async throws {
        guard let first = records.first, let last = records.last, first.offset <= last.offset else { return }
        let entry = AttemptJournal.Entry(offsets: first.offset...last.offset, attempts: 1)
        let watched = WatchedRun.first(entry, in: journal)
        try await processor.keepBooks { try await watched.begin() }
        try await processor.process(DecodedBatch(records, for: processor.subscription), watched: watched)
        // Where there was nothing to run, nothing took the row away.
        try await processor.keepBooks { try await watched.takeBack() }
    }

    /// After a crash over these offsets: each record is written down before it is decoded and run.
    private func runOneByOne(_ records: [KafkaRecord], _ entry: AttemptJournal.Entry) async throws {
        for record in records {
            guard entry.covers(record) else {
                try await processor.process(DecodedBatch([record], for: processor.subscription))
                continue
            }
            let attempts = record.offset == entry.offsets.lowerBound ? entry.attempts + 1 : 2
            let rest = record.offset...max(record.offset, entry.offsets.upperBound)
            let entry = AttemptJournal.Entry(offsets: rest, attempts: attempts)
            let watched = WatchedRun.again(entry, in: journal)
            try await processor.keepBooks { try await watched.begin() }
            if attempts >= AttemptJournal.maximumAttempts {
                try await setAside(record)
            } else {
                try await processor.process(DecodedBatch([record], for: processor.subscription), watched: watched)
            }
        }
        try await processor.keepBooks { try await journal.clear() }
    }

    /// Parks a record of which nothing is read but its headers.
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

extension AttemptJournal.Entry {
    func covers(_ record: KafkaRecord) -> Bool {
        offsets.contains(record.offset)
    }
}

/// Reads batches and decodes them on its own time, so that JSON and database overlap.
private actor BatchReader {
    private var iterator: Batches.Iterator
    private let subscription: Subscription

    init(_ batches: Batches, for subscription: Subscription) {
        self.iterator = batches.makeAsyncIterator()
        self.subscription = subscription
    }

    /// `nil` once the partition has moved away.
    func next() async -> DecodedBatch? {
        await records().map { DecodedBatch($0, for: subscription) }
    }

    /// The same, as they came.
    func records() async -> [KafkaRecord]? {
        var iterator = iterator
        guard let records = await iterator.next(isolation: self) else { return nil }
        self.iterator = iterator
        return records
    }
}
