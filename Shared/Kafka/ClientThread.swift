import Foundation
import ServiceLifecycle

/// An operating system thread for work that may block; the cooperative pool may not.
enum ClientThread {
    /// Runs `body` on a thread of its own and returns what it returns.
    static func run<R: Sendable>(
        named name: String, _ body: @escaping @Sendable () -> Result<R, KafkaError>
    ) async throws(KafkaError) -> R {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<R, KafkaError>, Never>) in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.name = name
            thread.start()
        }
        return try result.get()
    }

    /// Runs `body` until it returns; asks it to by `stop` when the task is cancelled or the services shut down.
    static func serve(
        named name: String, stop: @escaping @Sendable () -> Void,
        _ body: @escaping @Sendable () -> Result<Void, KafkaError>
    ) async throws {
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await run(named: name, body)
            } onGracefulShutdown: {
                stop()
            }
        } onCancel: {
            stop()
        }
    }
}
