import Kafka
import ServiceLifecycle

/// The producer at work until it is its turn to stop, even where ``BoundedShutdown`` has stopped it before.
///
/// A part that ends before its turn would count as one that failed.
struct Producing: ServiceLifecycle.Service {
    let producer: KafkaProducer

    func run() async throws {
        try await producer.run()
        do { try await gracefulShutdown() } catch { return }
    }
}
