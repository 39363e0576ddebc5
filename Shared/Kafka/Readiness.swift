import Synchronization

/// A state that many tasks wait for and that is declared once.
final class Readiness: Sendable {
    private let state = Mutex(State())

    private struct State {
        var outcome: Result<Void, KafkaError>?
        var waiters: [Int: CheckedContinuation<Result<Void, KafkaError>, Never>] = [:]
        var nextWaiter = 0
    }

    /// Declares the outcome. Only the first declaration counts.
    func declare(_ outcome: Result<Void, KafkaError>) {
        let waiters = state.withLock { state in
            guard state.outcome == nil else { return [] as [CheckedContinuation<Result<Void, KafkaError>, Never>] }
            state.outcome = outcome
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        waiters.forEach { $0.resume(returning: outcome) }
    }

    /// Ends the state: waiters, including later ones, receive ``KafkaError/closed``.
    func end() {
        declare(.failure(.closed))
        state.withLock { $0.outcome = .failure(.closed) }
    }

    func wait() async throws(KafkaError) {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, KafkaError>? in
                    if let outcome = state.outcome { return outcome }
                    if Task.isCancelled { return .failure(.closed) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(returning: .failure(.closed))
        }
        try outcome.get()
    }
}
