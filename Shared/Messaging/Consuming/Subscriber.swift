import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle

/// Runs one subscription: reads its topics as a consumer group and carries batch after batch into the database.
///
/// At least once from Kafka, once in the database: inbox, applied versions, handlers and outbox of a batch commit
/// together, and the offset follows. Whatever is read twice, out of order or by two processes at once changes nothing.
package final class Subscriber: Service {
    private let consumer: KafkaConsumer
    private let processor: BatchProcessor
    private let sweepInterval: Duration

    /// - Parameters:
    ///   - service: the first half of the consumer group, `<service>.<subscription>`.
    ///   - instance: a name that this process keeps over restarts, so that a restart moves no partition.
    ///   - sweepInterval: how often parked events are looked at that another process released.
    /// - Throws: ``KafkaError`` for a setting that the library refuses.
    package init(
        _ subscription: Subscription, service: String, instance: String? = nil, kafka: KafkaSettings,
        database: Database, sweepInterval: Duration = .seconds(1), logger: Logger
    ) throws(KafkaError) {
        self.sweepInterval = sweepInterval
        self.processor = BatchProcessor(subscription, service: service, database: database, logger: logger)
        self.consumer = try KafkaConsumer(
            settings: kafka, group: KafkaGroup(name: "\(service).\(subscription.name)", instance: instance),
            topics: subscription.topics.map(\.name),
            limits: ConsumerLimits(maximumBatch: subscription.maximumBatch), logger: processor.logger)
    }

    /// Runs until the services shut down: the batches in work are finished and their offsets committed.
    ///
    /// - Throws: ``KafkaError`` when the committed offset is not in the log any more, which means that records are
    ///   missing and somebody must decide; or when the client cannot go on.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                await self.sweep()
                return .sweeper
            }
            group.addTask {
                try await self.consumer.run()
                return .consumer
            }
            group.addTask {
                try await self.work()
                return .workers
            }
            // At shutdown the sweeper goes first, then the consumer ends the assignments and waits for their workers.
            var awaited: Set<Part> = [.consumer, .workers]
            while !awaited.isEmpty, let part = try await group.next() { awaited.remove(part) }
            group.cancelAll()
        }
    }

    private enum Part { case sweeper, consumer, workers }

    /// One task for each partition, for as long as it is ours.
    private func work() async throws {
        try await withThrowingDiscardingTaskGroup { workers in
            for try await assignment in consumer.assignments {
                let worker = AssignmentWorker(processor: processor, assignment: assignment)
                workers.addTask {
                    do {
                        try await Self.finish(worker)
                    } catch {
                        // The group waits for its body, which waits for assignments.
                        self.consumer.stop()
                        throw error
                    }
                }
            }
        }
    }

    /// A worker that a shutdown cut short has lost nothing: its batch is delivered again.
    private static func finish(_ worker: AssignmentWorker) async throws {
        worker.processor.metrics.gainedPartition()
        defer { worker.processor.metrics.lostPartition() }
        async let _: Void = measureLag(of: worker)
        do {
            try await worker.work()
        } catch is CancellationError {
            return
        }
    }

    /// Until it is cancelled.
    private static func measureLag(of worker: AssignmentWorker) async {
        var shown: LagMetrics?
        defer { shown?.forget() }
        while let backlog = worker.assignment.backlog {
            // Asked for anew each time: whoever had this partition before may forget it only now.
            let lag = worker.processor.metrics.lag(of: worker.assignment)
            lag.record(backlog, at: Date())
            shown = lag
            do { try await Task.sleep(for: .seconds(5)) } catch { return }
        }
    }

    /// Looks for parked events that may go on, at the start and then regularly.
    private func sweep() async {
        let retries = ParkedRetries(processor: processor)
        let alarm = GapAlarm(processor.subscription, logger: processor.logger)
        do {
            while !Task.isCancelled {
                // Apart: where so much is parked that one takes too long, the other goes on.
                try await tellingFailure {
                    let oldestGap = try await processor.metrics.measureParked(in: processor.database)
                    try await alarm.check(oldest: oldestGap, in: processor.database)
                }
                try await tellingFailure {
                    try await retries.replay()
                    try await retries.heal()
                }
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: self.sweepInterval) }
            }
        } catch {
            // Cancelled, or shutting down.
        }
    }

    /// - Throws: `CancellationError` only.
    private func tellingFailure(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            processor.logger.warning(
                "could not look at parked events", metadata: ["error": "\(safeDescription(of: error))"])
        }
    }
}
