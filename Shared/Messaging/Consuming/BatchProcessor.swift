import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle
import Vocabulary

/// The processor that applies batches of one subscription to the database, whatever fails.
///
/// A batch is one transaction. What follows a failure depends on the cause:
///
/// - If an event of the batch is at fault, halves of the batch are tried, down to the one event that fails. This event
///   is tried twice more and then parked with its key.
/// - If this event took too long, it is tried more often and with pauses, since the database may be slow for all
///   events.
/// - If something is unavailable, the batch is retried until it succeeds, and nothing is counted against the events.
package struct BatchProcessor: Sendable {
    let subscription: Subscription
    let database: Database
    let logger: Logger
    let step: ConsumerStep
    let metrics: ConsumerMetrics

    static let attemptsOfOneEvent = 3
    /// Together with the pauses between them, these take a minute or more if each attempt ends with the time-out of a
    /// statement.
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

    /// Handles records and the parked events that they make possible. Returns when every one of them is handled or
    /// parked.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or a shutdown begins while something is unavailable.
    ///   The records must then be delivered again.
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

    /// Applies events, in halves if they fail. Returns whether events that wait in gaps may be applied now.
    @discardableResult
    func apply(
        _ events: ArraySlice<IncomingEvent>, unreadable: [UnreadableRecord] = [], watched: WatchedRun? = nil
    ) async throws -> Bool {
        var mayHeal = false
        // The parts that still have to be applied, the next one last. The order within every key is kept.
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

    /// Retries an event that failed alone, then parks it.
    private func insist(
        on event: IncomingEvent, after failure: any Error, _ watched: WatchedRun?
    ) async throws -> Bool {
        var failure = failure
        var attempts = 1
        var slow = Self.isSlow(failure) ? 1 : 0
        var backoff = Backoff()
        // Each kind of failure has its own limit: an event that was slow so far may yet fail for another reason, and
        // has its full number of tries for that.
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

    /// Removes the mark, with one try in a task of its own, since this task may no longer lease a connection. If this
    /// fails, the shutdown counts like a crash.
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

    /// Does the same as ``untilAvailable(_:)``, for bookkeeping statements, which no event makes slow. A statement that
    /// takes too long therefore counts as an unavailable database.
    func keepBooks<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        try await untilAvailable {
            do {
                return try await work()
            } catch let error where Self.isSlow(error) {
                throw Unavailable("the database is slow")
            }
        }
    }

    /// Retries work, with growing pauses, for as long as it fails because something is unavailable.
    ///
    /// - Throws: errors about the events, and `CancellationError`.
    func untilAvailable<R: Sendable>(_ work: () async throws -> R) async throws -> R {
        var backoff = Backoff()
        while true {
            do {
                return try await work()
            } catch {
                guard FailureClass(error) == .infrastructure else { throw error }
                try Task.checkCancellation()
                // Another process moved a key or claimed a row. It can be read again at once and is rarely worth a log
                // line.
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
