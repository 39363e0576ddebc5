import Events
import Foundation
package import Kafka
package import Logging
package import Postgres
import ServiceLifecycle

/// A service that runs one subscription: it reads the topics as a consumer group and applies batch after batch to the
/// database.
///
/// Kafka delivers a record at least once, and the database applies it once: inbox, applied versions, handlers and
/// outbox of a batch commit together, and the offset follows. A record that is read twice, out of order or by two
/// processes at once changes nothing.
package final class Subscriber: Service {
    private let consumer: KafkaConsumer
    private let processor: BatchProcessor
    private let sweepInterval: Duration

    /// - Parameters:
    ///   - service: the first half of the consumer group, `<service>.<subscription>`.
    ///   - instance: a name that this process keeps over restarts, so that a restart moves no partition.
    ///   - sweepInterval: how often to look for parked events that another process released.
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

    /// Runs until the services shut down. The batches in progress are then finished and their offsets committed.
    ///
    /// - Throws: ``KafkaError`` when the committed offset is not in the log any more, which means that records are
    ///   missing and an operator must decide; or when the client cannot go on.
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
            // At shutdown the sweeper stops first. Then the consumer ends the assignments and waits for their workers.
            var awaited: Set<Part> = [.consumer, .workers]
            while !awaited.isEmpty, let part = try await group.next() { awaited.remove(part) }
            group.cancelAll()
        }
    }

    private enum Part { case sweeper, consumer, workers }

    /// Runs one task for each partition, for as long as this process owns the partition.
    private func work() async throws {
        try await withThrowingDiscardingTaskGroup { workers in
            for try await assignment in consumer.assignments {
                let worker = AssignmentWorker(processor: processor, assignment: assignment)
                workers.addTask {
                    do {
                        try await Self.finish(worker)
                    } catch {
                        // Without this, the group would wait for its body, which waits for assignments.
                        self.consumer.stop()
                        throw error
                    }
                }
            }
        }
    }

    /// Runs a worker. A worker that a shutdown cuts short loses nothing: its batch is delivered again.
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

    /// Measures the lag until the task is cancelled.
    private static func measureLag(of worker: AssignmentWorker) async {
        var shown: LagMetrics?
        defer { shown?.forget() }
        while let backlog = worker.assignment.backlog {
            // The gauges are created again each time: the previous owner of this partition may remove them only now.
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
                // Separate, so that one goes on if so much is parked that the other takes too long.
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
