import Kafka
import ServiceLifecycle

/// Runs the producer until it is its turn to stop, even if ``BoundedShutdown`` has stopped the producer before.
///
/// A part that ends before its turn would count as failed.
struct Producing: ServiceLifecycle.Service {
    let producer: KafkaProducer

    func run() async throws {
        try await producer.run()
        do { try await gracefulShutdown() } catch { return }
    }
}
