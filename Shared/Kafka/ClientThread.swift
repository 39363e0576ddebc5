import Foundation
import ServiceLifecycle

/// An operating system thread for work that may block. Threads of the cooperative pool must not block.
enum ClientThread {
    /// Runs `body` on a thread of its own and returns what it returns.
    static func run<R: Sendable>(
        named name: String, _ body: @escaping @Sendable () -> Result<R, KafkaError>
    ) async throws(KafkaError) -> R {
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<R, KafkaError>, Never>) in
            let thread = Thread {
                // Set from inside the thread: on Linux, a name set earlier does not reach the system's list of threads.
                Thread.current.name = name
                continuation.resume(returning: body())
            }
            // The library keeps large structures on the stack; the default of half a megabyte is not enough for them.
            thread.stackSize = 4 << 20
            thread.start()
        }
        return try result.get()
    }

    /// Runs `body` until it returns. Calls `stop` to end it when the task is cancelled or the services shut down.
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
