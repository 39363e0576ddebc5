package import Logging
import ServiceLifecycle

/// Reads topics as a member of a group.
///
/// ```swift
/// for try await assignment in consumer.assignments {
///     group.addTask {
///         for await batch in assignment.batches {
///             await process(batch)
///             assignment.complete(batch)
///         }
///     }
/// }
/// ```
/// A record may be read again after a crash, or after a hand-over whose last commit the broker refused. Offsets record
/// progress; the reader is responsible for correctness.
package final class KafkaConsumer: Service {
    /// One element per gained partition. Ends when the consumer has stopped.
    ///
    /// Throws the error that ended the consumer:
    /// - an offset that is not in the log (``KafkaError/isOffsetLost``, with its topic and partition)
    /// - a record that is damaged in the log (``KafkaError/isDamagedRecord``)
    /// - a fatal error
    package let assignments: Assignments
    private let loop: ConsumerLoop

    /// Creates the client. It connects when ``run()`` runs.
    /// - Throws: ``KafkaError`` if a setting is unknown or out of range.
    package init(
        settings: KafkaSettings, group: KafkaGroup, topics: [String], limits: ConsumerLimits = ConsumerLimits(),
        logger: Logger
    ) throws(KafkaError) {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: Assignment.self)
        assignments = Assignments(stream: stream)
        loop = try ConsumerLoop(
            settings: settings, group: group, topics: topics, limits: limits, logger: logger, gains: continuation)
    }

    /// Reads until the task is cancelled or the services shut down. Then ends every assignment, waits up to
    /// `revocationTimeout` for the workers, commits, and leaves the group.
    ///
    /// Runs once.
    /// - Throws: ``KafkaError``, the same that ``assignments`` throws.
    package func run() async throws {
        let loop = loop
        try await ClientThread.serve(named: "kafka-consumer", stop: { loop.stop() }) { loop.run() }
    }

    /// Ends ``run()`` as a shutdown would.
    package func stop() {
        loop.stop()
    }
}

/// The partitions gained, in the order they were gained.
package struct Assignments: AsyncSequence, Sendable {
    package typealias Element = Assignment
    package typealias Failure = KafkaError

    let stream: AsyncThrowingStream<Assignment, any Error>

    package func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    package struct Iterator: AsyncIteratorProtocol {
        var base: AsyncThrowingStream<Assignment, any Error>.Iterator

        package mutating func next(isolation actor: isolated (any Actor)?) async throws(KafkaError) -> Assignment? {
            do {
                return try await base.next(isolation: actor)
            } catch let error as KafkaError {
                throw error
            } catch {
                throw .closed
            }
        }
    }
}
