import Kafka
import ServiceLifecycle

/// Runs a service that may be waiting for the broker. If its shutdown takes too long, everything that is being sent
/// fails.
///
/// Without a broker a send waits indefinitely. What was not sent stays in the outbox, or is read again, and is sent
/// after the next start.
struct BoundedShutdown: ServiceLifecycle.Service {
    let service: any ServiceLifecycle.Service
    let producer: KafkaProducer
    let patience: Duration

    func run() async throws {
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await service.run()
                return .service
            }
            group.addTask {
                await endPatience()
                return .patience
            }
            while let ended = try await group.next(), ended != .service {}
            group.cancelAll()
        }
    }

    private enum Part { case service, patience }

    private func endPatience() async {
        do {
            try await gracefulShutdown()
            try await Task.sleep(for: patience)
        } catch {
            return
        }
        producer.stop()
    }
}
