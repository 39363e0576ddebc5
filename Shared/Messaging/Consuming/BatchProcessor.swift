import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle
import Vocabulary

/// Carries batches of one subscription through the database, whatever happens.
///
/// A batch is one transaction. If it fails because of what is in it, halves of it are tried, down to the one event that
/// fails; that is tried twice more and then parked with its key. If that is because it took too long, it is tried more
/// often and with pauses, since the database may be slow for all. If it fails because something is away, it is tried until
/// it succeeds, and nothing is held against the events.
package struct BatchProcessor: Sendable {
    let subscription: Subscription
    let database: Database
    let logger: Logger
    let step: ConsumerStep
    let metrics: ConsumerMetrics

    static let attemptsOfOneEvent = 3
    /// With the pauses between them, a minute and more where each ends by the time-out of a statement.
    static let attemptsOfSlowEvent = 8

    /// - Parameter service: the first half of the consumer group, as it appears in metrics.
    package init(_ subscription: Subscription, service: String, database: Database, logger: Logger) {
        self.subscription = subscription
        self.database = database
        self.step = ConsumerStep(subscription, database: database)
        self.metrics = ConsumerMetrics(subscription, group: "\(service).\(subscription.name)")
        var logger = logger
        logger[metadataKey: "consumer"] = "\(subscription.name)"
        self.logger = logger
    }

    /// Handles records and whatever became possible through them. Returns when every one of them is done or parked.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or a shutdown begins while something is away; the records
    ///   must be delivered again then.
    package func process(_ records: [KafkaRecord]) async throws {
        try await process(DecodedBatch(records, for: subscription))
        try await ParkedRetries(processor: self).heal()
    }

    /// Runs parked events that an operator released or whose gap has closed. A ``Subscriber`` does so every second.
    package func retryParked() async throws {
        let retries = ParkedRetries(processor: self)
        try await retries.replay()
        try await retries.heal()
    }

    func process(_ batch: DecodedBatch, watched: WatchedRun? = nil) async throws {
        let began = ContinuousClock.now
        metrics.count(.tombstone, batch.tombstones)
        var mayHeal = false
        if !batch.unreadable.isEmpty {
            for record in batch.unreadable { warnOfParking(record.id, type: nil, record.record, record.reason) }
            mayHeal = try await keepBooks { try await apply([], unreadable: batch.unreadable) }
        }
        mayHeal = try await apply(batch.events[...], watched: watched) || mayHeal
        if mayHeal { try await ParkedRetries(processor: self).heal() }
        metrics.processed(batch.records.count, took: began.duration(to: .now))
    }

    /// Halves until it works. Returns whether events that wait in gaps may be applied now.
    @discardableResult
    func apply(
        _ events: ArraySlice<IncomingEvent>, unreadable: [UnreadableRecord] = [], watched: WatchedRun? = nil
    ) async throws -> Bool {
        var mayHeal = false
        // The parts that are still to be done, the next one last. Order within every key is kept.
        var parts = [events]
        while let part = parts.popLast() {
            guard !(part.isEmpty && unreadable.isEmpty) else { continue }
            do {
                var preparation: ConsumerStep.Preparation?
                let report = try await untilAvailable { try await run(Array(part), unreadable, watched, &preparation) }
                mayHeal = settle(report) || mayHeal
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                if part.count > 1 {
                    let middle = part.startIndex + part.count / 2
                    parts.append(part[middle...])
                    parts.append(part[..<middle])
                } else if let event = part.first {
                    mayHeal = try await insist(on: event, after: error, watched) || mayHeal
                } else {
                    throw error
                }
            }
        }
        return mayHeal
    }

    /// More tries for an event that failed alone, then parking.
    private func insist(
        on event: IncomingEvent, after failure: any Error, _ watched: WatchedRun?
    ) async throws -> Bool {
        var failure = failure
        var attempts = 1
        var slow = Self.isSlow(failure) ? 1 : 0
        var backoff = Backoff()
        // Each kind has its own number: what was slow so far may yet fail for another reason, and has its tries for that.
        while slow < Self.attemptsOfSlowEvent, attempts - slow < Self.attemptsOfOneEvent,
            FailureClass(failure) == .message
        {
            attempts += 1
            if Self.isSlow(failure) { try await backoff.pause() }
            do {
                var preparation: ConsumerStep.Preparation?
                return settle(try await untilAvailable { try await run([event], [], watched, &preparation) })
            } catch let error where !(error is CancellationError) {
                failure = error
                if Self.isSlow(error) { slow += 1 }
            }
        }
        return try await park(event, because: safeDescription(of: failure), attempts: attempts)
    }

    private static func isSlow(_ failure: any Error) -> Bool {
        (failure as? PostgresError)?.sqlState == .queryCanceled
    }

    private func run(
        _ events: [IncomingEvent], _ unreadable: [UnreadableRecord], _ watched: WatchedRun?,
        _ preparation: inout ConsumerStep.Preparation?
    ) async throws -> StepReport {
        guard let watched else {
            return try await step.run(events, unreadable: unreadable, preparation: &preparation)
        }
        try await keepBooks { try await watched.begin() }
        let report: StepReport
        do {
            report = try await step.run(
                events, unreadable: unreadable, preparation: &preparation, clearing: watched.endsWithCommit)
        } catch is CancellationError {
            await takeBackWhenCancelled(watched)
            throw CancellationError()
        } catch {
            try await keepBooks { try await watched.takeBack() }
            throw error
        }
        if watched.endsWithCommit == nil {
            try await keepBooks { try await watched.takeBack() }
        } else {
            watched.hasEnded()
        }
        return report
    }

    /// Once, in a task of its own, since this one may not lease a connection any more. Where it fails, the shutdown counts like
    /// a death.
    private func takeBackWhenCancelled(_ watched: WatchedRun) async {
        do {
            try await Task { try await watched.takeBack() }.value
        } catch {
            logger.notice(
                "a run that was cut short keeps its mark", metadata: ["error": "\(safeDescription(of: error))"])
        }
    }

    /// Parks an event without running it.
    @discardableResult
    func park(_ event: IncomingEvent, because reason: String, attempts: Int = 0) async throws -> Bool {
        settle(try await keepBooks { try await step.park(event, because: reason) })
    }

    /// ``untilAvailable(_:)`` for statements about events rather than for them, which no event makes slow.
    func keepBooks<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        try await untilAvailable {
            do {
                return try await work()
            } catch let error where Self.isSlow(error) {
                throw Unavailable("the database is slow")
            }
        }
    }

    /// Runs work again and again, with growing pauses, for as long as it fails for want of something.
    ///
    /// - Throws: what is about the events, and `CancellationError`.
    func untilAvailable<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        var backoff = Backoff()
        while true {
            do {
                return try await work()
            } catch {
                guard FailureClass(error) == .infrastructure else { throw error }
                try Task.checkCancellation()
                // Somebody else moved a key: it can be read again at once, and is rarely worth a line.
                logger.log(
                    level: error is VersionsMoved || error is ClaimedElsewhere ? .debug : .warning, "trying again",
                    metadata: ["error": "\(safeDescription(of: error))"])
                try await backoff.pause()
            }
        }
    }

    private func settle(_ report: StepReport) -> Bool {
        for (outcome, number) in report.counts { metrics.count(outcome, number) }
        for (event, reason) in report.poisoned {
            warnOfParking(event.id, type: event.type, event.record, reason)
        }
        if !report.ignoredTypes.isEmpty {
            metrics.countUnknown(report.counts[.ignored] ?? 0)
            logger.debug(
                "skipped events that nobody here handles",
                metadata: ["event_types": "\(report.ignoredTypes.map { $0.rawValue.prefix(100) }.sorted())"])
        }
        return report.mayHeal
    }

    private func warnOfParking(_ id: UUID, type: EventType?, _ record: KafkaRecord, _ reason: String) {
        logger.error(
            "parked an event",
            metadata: [
                "event_id": "\(id.lowercase)", "event_type": "\(type?.rawValue.prefix(100) ?? "")",
                "topic": "\(record.topic)",
                "partition": "\(record.partition)", "offset": "\(record.offset)", "reason": "\(reason)",
            ])
    }
}
