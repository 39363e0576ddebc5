package import Logging
import ServiceLifecycle

/// Reads whole topics from their current ends, outside any group, so that every process sees every record. For replies.
///
/// It reads the partitions that exist when it starts; those that are added later are read from the next start on.
package final class KafkaTail: Service {
    package let records: Records
    private let loop: TailLoop

    /// Creates the client. It reads while ``run()`` runs.
    /// - Throws: ``KafkaError`` if a setting is unknown or out of range.
    package init(
        settings: KafkaSettings, topics: [String], limits: ConsumerLimits = ConsumerLimits(), logger: Logger
    ) throws(KafkaError) {
        loop = try TailLoop(settings: settings, topics: topics, limits: limits, logger: logger)
        records = Records(lane: loop.lane)
    }

    /// Returns once every record sent from now on will be read. Waits for a broker, and for the topics to exist.
    ///
    /// - Throws: ``KafkaError`` when the tail has stopped, or the task was cancelled.
    package func ready() async throws(KafkaError) {
        try await loop.readiness.wait()
    }

    /// Reads until the task is cancelled or the services shut down. Runs once.
    package func run() async throws {
        let loop = loop
        try await ClientThread.serve(named: "kafka-tail", stop: { loop.stop() }) { loop.run() }
    }

    /// Ends ``run()`` as a shutdown would.
    package func stop() {
        loop.stop()
    }

    /// The records of all partitions, in order within a partition and mixed between them. Iterate once. Ends with the
    /// tail.
    package struct Records: AsyncSequence, Sendable {
        package typealias Element = KafkaRecord
        package typealias Failure = Never

        let lane: PartitionLane

        package func makeAsyncIterator() -> Iterator {
            Iterator(visit: Batches.Visit(lane: lane))
        }

        package struct Iterator: AsyncIteratorProtocol {
            let visit: Batches.Visit
            var batch: ArraySlice<KafkaRecord> = []

            package mutating func next(isolation actor: isolated (any Actor)?) async -> KafkaRecord? {
                while batch.isEmpty {
                    guard let next = await visit.lane.next() else { return nil }
                    batch = next[...]
                }
                return batch.popFirst()
            }
        }
    }
}
