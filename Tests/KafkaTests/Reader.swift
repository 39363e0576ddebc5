import ServiceLifecycle

@testable import Kafka

struct Reading: Sendable {
    let reader: String
    let partition: Int32
    let number: Int
}

/// A service that reads every assignment of a consumer in parallel and records what it read.
struct Reader: Service {
    let name: String
    let consumer: KafkaConsumer
    let journal: Journal<Reading>

    init(_ name: String, _ consumer: KafkaConsumer, _ journal: Journal<Reading>) {
        self.name = name
        self.consumer = consumer
        self.journal = journal
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await consumer.run() }
            for try await assignment in consumer.assignments {
                group.addTask {
                    for await batch in assignment.batches {
                        journal.note(
                            contentsOf: batch.compactMap { record in
                                record.number.map { Reading(reader: name, partition: record.partition, number: $0) }
                            })
                        assignment.complete(batch)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
