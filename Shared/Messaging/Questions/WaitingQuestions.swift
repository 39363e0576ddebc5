import Events
import Foundation
import Synchronization

/// Who waits for which answers in this process.
final class WaitingQuestions<Answer: Event>: Sendable {
    private struct Wait {
        var missing: Set<UUID>
        var answers: [UUID: Answer] = [:]
        var continuation: CheckedContinuation<[UUID: Answer], any Error>?
        var failure: (any Error)?
    }

    private struct State {
        var waits: [Int: Wait] = [:]
        /// Two asks may wait for one question that was asked again.
        var interested: [UUID: Set<Int>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Begins to listen. The answers may come before anybody waits for them.
    func begin(_ ids: Set<UUID>) -> Int {
        state.withLock { state in
            state.next += 1
            state.waits[state.next] = Wait(missing: ids)
            for id in ids { state.interested[id, default: []].insert(state.next) }
            return state.next
        }
    }

    func end(_ number: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<[UUID: Answer], any Error>? in
            guard let wait = state.waits.removeValue(forKey: number) else { return nil }
            for id in wait.missing {
                state.interested[id]?.remove(number)
                if state.interested[id]?.isEmpty == true { state.interested[id] = nil }
            }
            return wait.continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    /// Tells whoever waits, now or soon, that the questions could not be asked.
    func fail(_ number: Int, with error: any Error) {
        let continuation = state.withLock { state -> CheckedContinuation<[UUID: Answer], any Error>? in
            state.waits[number]?.failure = error
            defer { state.waits[number]?.continuation = nil }
            return state.waits[number]?.continuation
        }
        continuation?.resume(throwing: error)
    }

    /// Whether anybody waited for the answer.
    func resolve(_ id: UUID, with answer: Answer) -> Bool {
        let (isWanted, finished) = state.withLock { state in
            let interested = state.interested.removeValue(forKey: id) ?? []
            var finished: [(CheckedContinuation<[UUID: Answer], any Error>, [UUID: Answer])] = []
            for number in interested {
                guard var wait = state.waits[number] else { continue }
                wait.missing.remove(id)
                wait.answers[id] = answer
                if wait.missing.isEmpty, let continuation = wait.continuation {
                    wait.continuation = nil
                    finished.append((continuation, wait.answers))
                }
                state.waits[number] = wait
            }
            return (!interested.isEmpty, finished)
        }
        for (continuation, answers) in finished { continuation.resume(returning: answers) }
        return isWanted
    }

    func partial(of number: Int) -> [UUID: Answer] {
        state.withLock { $0.waits[number]?.answers ?? [:] }
    }

    /// Waits for all answers. Throws `CancellationError` when the task is cancelled or the wait was ended, and what
    /// ``fail(_:with:)`` says.
    func answers(of number: Int) async throws -> [UUID: Answer] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<[UUID: Answer], any Error>? in
                    guard var wait = state.waits[number], !Task.isCancelled else {
                        return .failure(CancellationError())
                    }
                    guard !wait.missing.isEmpty else { return .success(wait.answers) }
                    if let failure = wait.failure { return .failure(failure) }
                    wait.continuation = continuation
                    state.waits[number] = wait
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            end(number)
        }
    }
}
