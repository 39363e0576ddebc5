import Events
import Foundation
import Synchronization

/// Who waits for which answers in this process, and which questions are on their way.
///
/// A question outlives the round in which it was asked: whoever asks it again under the same id is given the answer that
/// came in between, and adds no second question to one that is still on its way. Otherwise a broker that is slower than
/// anybody's patience would never be heard: each answer would come to a round that is over, and stand behind the answers
/// to all the rounds before.
final class WaitingQuestions<Answer: Event>: Sendable {
    private struct Wait {
        var missing: Set<UUID>
        var answers: [UUID: Answer] = [:]
        var continuation: CheckedContinuation<[UUID: Answer], any Error>?
        var failure: (any Error)?
    }

    private struct Asked {
        /// Two asks may wait for one question.
        var waits: Set<Int> = []
        /// What came after the last of them had gone.
        var answer: Answer?
        var givenUp: ContinuousClock.Instant?
        var sent: ContinuousClock.Instant?
        var pause: Duration

        func isDue(at now: ContinuousClock.Instant) -> Bool {
            sent.map { $0.duration(to: now) >= pause } ?? true
        }

        mutating func isSent(at now: ContinuousClock.Instant, longestPause: Duration) {
            if sent != nil { pause = min(pause * 2, longestPause) }
            sent = now
        }
    }

    private struct State {
        var waits: [Int: Wait] = [:]
        var asked: [UUID: Asked] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    private let pauses: ClosedRange<Duration>
    private let memory: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - pauses: how long a question that was sent is left alone; twice as long each time, up to the most.
    ///   - memory: how long a question is remembered after it was given up; longer than the pause before a batch is tried
    ///     again.
    init(
        sendingAgainAfter pauses: ClosedRange<Duration> = .seconds(5) ... .seconds(60),
        remembering memory: Duration = .seconds(60),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.pauses = pauses
        self.memory = memory
        self.now = now
    }

    /// How many questions are remembered.
    var count: Int { state.withLock(\.asked.count) }

    /// Begins to listen. The answers may come before anybody waits for them, or have come already.
    func begin(_ ids: Set<UUID>) -> Int {
        state.withLock { state in
            state.next += 1
            var wait = Wait(missing: ids)
            for id in ids {
                if let answer = state.asked[id]?.answer {
                    state.asked[id] = nil
                    wait.missing.remove(id)
                    wait.answers[id] = answer
                } else {
                    state.asked[id, default: Asked(pause: pauses.lowerBound)].waits.insert(state.next)
                    state.asked[id]?.givenUp = nil
                }
            }
            state.waits[state.next] = wait
            return state.next
        }
    }

    /// The questions of a wait that have to be sent now: they count as sent.
    func due(for number: Int) -> Set<UUID> {
        let now = now()
        return state.withLock { state in
            let due = (state.waits[number]?.missing ?? []).filter { state.asked[$0]?.isDue(at: now) ?? false }
            for id in due { state.asked[id]?.isSent(at: now, longestPause: pauses.upperBound) }
            return due
        }
    }

    func end(_ number: Int) {
        let now = now()
        let continuation = state.withLock { state -> CheckedContinuation<[UUID: Answer], any Error>? in
            state.asked = state.asked.filter { $0.value.givenUp.map { $0.duration(to: now) < memory } ?? true }
            guard let wait = state.waits.removeValue(forKey: number), !wait.missing.isEmpty else { return nil }
            for (id, answer) in wait.answers {
                state.asked[id] = Asked(answer: answer, givenUp: now, pause: pauses.lowerBound)
            }
            for id in wait.missing {
                state.asked[id]?.waits.remove(number)
                if state.asked[id]?.waits.isEmpty == true { state.asked[id]?.givenUp = now }
            }
            return wait.continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    /// Says that questions could not be sent: whoever waits for them is told, now or soon, and the next to ask sends them.
    func fail(_ ids: Set<UUID>, of number: Int, with error: any Error) {
        let continuation = state.withLock { state -> CheckedContinuation<[UUID: Answer], any Error>? in
            for id in ids { state.asked[id]?.sent = nil }
            state.waits[number]?.failure = error
            defer { state.waits[number]?.continuation = nil }
            return state.waits[number]?.continuation
        }
        continuation?.resume(throwing: error)
    }

    /// Whether anybody waits for the answer, or may soon.
    func resolve(_ id: UUID, with answer: Answer) -> Bool {
        let (isWanted, finished) = state.withLock { state in
            var finished: [(CheckedContinuation<[UUID: Answer], any Error>, [UUID: Answer])] = []
            guard let asked = state.asked.removeValue(forKey: id) else { return (false, finished) }
            guard !asked.waits.isEmpty else {
                state.asked[id] = Asked(answer: answer, givenUp: asked.givenUp, pause: asked.pause)
                return (true, finished)
            }
            for number in asked.waits {
                guard var wait = state.waits[number] else { continue }
                wait.missing.remove(id)
                wait.answers[id] = answer
                if wait.missing.isEmpty, let continuation = wait.continuation {
                    wait.continuation = nil
                    finished.append((continuation, wait.answers))
                }
                state.waits[number] = wait
            }
            return (true, finished)
        }
        for (continuation, answers) in finished { continuation.resume(returning: answers) }
        return isWanted
    }

    func partial(of number: Int) -> [UUID: Answer] {
        state.withLock { $0.waits[number]?.answers ?? [:] }
    }

    /// Waits for all answers. Throws `CancellationError` when the task is cancelled or the wait was ended, and what
    /// ``fail(_:of:with:)`` says.
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
