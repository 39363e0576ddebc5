import Events
import Foundation
import Synchronization

/// The rounds of this process that wait for answers, and the questions that are on their way.
///
/// A question outlives the round in which it was asked. A caller that asks it again under the same id receives the
/// answer that arrived in between, and does not send a second question while the first is still on its way. Otherwise a
/// broker that is slower than every caller's patience would never deliver an answer in time: each answer would arrive
/// for a round that is over, and would queue behind the answers to all earlier rounds.
final class WaitingQuestions<Answer: Event>: Sendable {
    typealias Continuation = CheckedContinuation<Answered<Answer>, any Error>

    private struct Wait {
        var missing: Set<UUID>
        var replies: [UUID: Reply] = [:]
        var unanswered: Set<UUID> = []
        var continuation: Continuation?
        var failure: (any Error)?

        var answered: Answered<Answer> {
            Answered(
                answers: replies.mapValues(\.answer), slowest: replies.values.map(\.took).max() ?? .zero,
                unanswered: unanswered)
        }
    }

    private struct Reply {
        let answer: Answer
        let came: ContinuousClock.Instant
        /// The time since the question was first sent.
        let took: Duration
    }

    private struct Asked {
        /// Two rounds may wait for one question.
        var waits: Set<Int> = []
        var givenUp: ContinuousClock.Instant?
        var firstSent: ContinuousClock.Instant?
        var acknowledged: ContinuousClock.Instant?
        /// The partition of the questions' topic that has it. Order holds within one.
        var partition: Int32?
        var overtakings: Overtakings?
        var isBeingSent = false
        var pause: Duration

        func isDue(at now: ContinuousClock.Instant) -> Bool {
            !isBeingSent && acknowledged.map { $0.duration(to: now) >= pause } ?? true
        }

        mutating func isSent(at now: ContinuousClock.Instant, longestPause: Duration) {
            if acknowledged != nil { pause = min(pause * 2, longestPause) }
            firstSent = firstSent ?? now
            isBeingSent = true
        }
    }

    private struct State {
        var waits: [Int: Wait] = [:]
        var asked: [UUID: Asked] = [:]
        /// Answers of rounds that were given up.
        var kept: [UUID: Reply] = [:]
        /// When each question was given up because others were answered. Parts of its batch ask again within moments.
        var unanswered: [UUID: ContinuousClock.Instant] = [:]
        /// For each partition, when the latest question was sent that has been answered.
        var latestAnswered: [Int32: ContinuousClock.Instant] = [:]
        var next = 0

        /// Takes a question from what rounds wait for. Returns the rounds that wait for nothing any more.
        mutating func settle(
            _ id: UUID, in rounds: Set<Int>, _ change: (inout Wait) -> Void
        ) -> [(Continuation, Answered<Answer>)] {
            rounds.compactMap { number in
                guard var wait = waits[number] else { return nil }
                wait.missing.remove(id)
                change(&wait)
                let continuation = wait.missing.isEmpty ? wait.continuation.take() : nil
                waits[number] = wait
                return continuation.map { ($0, wait.answered) }
            }
        }

        mutating func forget(olderThan memory: Duration, at now: ContinuousClock.Instant) {
            kept = kept.filter { $0.value.came.duration(to: now) < memory }
            asked = asked.filter { $0.value.givenUp.map { $0.duration(to: now) < memory } ?? true }
            unanswered = unanswered.filter { $0.value.duration(to: now) < Overtakings.memory }
        }
    }

    private let state = Mutex(State())
    private let pauses: ClosedRange<Duration>
    private let memory: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// - Parameters:
    ///   - pauses: how long a question that the broker has is not sent again. The pause doubles each time, up to the
    ///     upper bound.
    ///   - memory: how old an answer may be that arrived before its question was asked again, and how long a question
    ///     is remembered after it was given up. This is longer than the pause before a batch is retried.
    init(
        sendingAgainAfter pauses: ClosedRange<Duration> = .seconds(5) ... .seconds(60),
        remembering memory: Duration = .seconds(30),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.pauses = pauses
        self.memory = memory
        self.now = now
    }

    /// The number of questions that are remembered, with an answer or without.
    var count: Int { state.withLock { $0.asked.count + $0.kept.count + $0.unanswered.count } }

    /// Begins a round and accepts answers for it. Answers may arrive before the caller waits for them, or may have
    /// arrived already.
    func begin(_ ids: Set<UUID>) -> Int {
        let now = now()
        return state.withLock { state in
            state.forget(olderThan: memory, at: now)
            state.next += 1
            var wait = Wait(missing: ids)
            for id in ids {
                if let reply = state.kept.removeValue(forKey: id) {
                    wait.missing.remove(id)
                    wait.replies[id] = reply
                } else if state.unanswered[id] != nil {
                    wait.missing.remove(id)
                    wait.unanswered.insert(id)
                } else {
                    state.asked[id, default: Asked(pause: pauses.lowerBound)].waits.insert(state.next)
                    state.asked[id]?.givenUp = nil
                }
            }
            state.waits[state.next] = wait
            return state.next
        }
    }

    /// Ends a round, once. If the round was not answered, the answers that did arrive are kept.
    func end(_ number: Int, isAnswered: Bool = false) {
        let now = now()
        let continuation = state.withLock { state -> Continuation? in
            guard let wait = state.waits.removeValue(forKey: number) else { return nil }
            if !isAnswered {
                // If another round has asked again, it receives the answer to its own question.
                for (id, reply) in wait.replies where state.asked[id] == nil { state.kept[id] = reply }
            }
            for id in wait.missing {
                state.asked[id]?.waits.remove(number)
                if state.asked[id]?.waits.isEmpty == true { state.asked[id]?.givenUp = now }
            }
            state.forget(olderThan: memory, at: now)
            return wait.continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    /// Returns the questions of a round that are to be sent now. They count as being sent until ``sent(_:)`` or
    /// ``fail(_:with:)``.
    func due(for number: Int) -> Set<UUID> {
        let now = now()
        return state.withLock { state in
            let due = (state.waits[number]?.missing ?? []).filter { state.asked[$0]?.isDue(at: now) ?? false }
            for id in due { state.asked[id]?.isSent(at: now, longestPause: pauses.upperBound) }
            return due
        }
    }

    /// Records that the broker has the questions.
    ///
    /// - Parameter partitions: where it has each of them.
    func sent(_ partitions: [UUID: Int32]) {
        let now = now()
        state.withLock { state in
            for (id, partition) in partitions {
                state.asked[id]?.isBeingSent = false
                state.asked[id]?.partition = partition
                state.asked[id]?.acknowledged = now
                if state.asked[id]?.overtakings == nil { state.asked[id]?.overtakings = Overtakings(since: now) }
            }
        }
    }

    /// Records that questions could not be sent. Every round that waits for one of them fails with the error, now or as
    /// soon as it waits, and the next round sends them again.
    func fail(_ ids: Set<UUID>, with error: any Error) {
        let continuations = state.withLock { state in
            var rounds: Set<Int> = []
            for id in ids {
                state.asked[id]?.isBeingSent = false
                state.asked[id]?.acknowledged = nil
                rounds.formUnion(state.asked[id]?.waits ?? [])
            }
            return rounds.compactMap { number in
                state.waits[number]?.failure = error
                defer { state.waits[number]?.continuation = nil }
                return state.waits[number]?.continuation
            }
        }
        for continuation in continuations { continuation.resume(throwing: error) }
    }

    /// Gives up the questions of a round that others have overtaken too often, for all rounds that wait for them. Returns
    /// these questions.
    func giveUpOvertaken(of number: Int) -> Set<UUID> {
        let now = now()
        let (overtaken, finished) = state.withLock { state in
            var overtaken: Set<UUID> = []
            var finished: [(Continuation, Answered<Answer>)] = []
            for id in state.waits[number]?.missing ?? [] {
                guard let latest = state.asked[id]?.partition.flatMap({ state.latestAnswered[$0] }) else { continue }
                state.asked[id]?.overtakings?.note(answered: latest, at: now)
                guard let asked = state.asked[id], asked.overtakings?.areTooMany == true else { continue }
                state.asked[id] = nil
                state.unanswered[id] = now
                overtaken.insert(id)
                finished += state.settle(id, in: asked.waits) { $0.unanswered.insert(id) }
            }
            return (overtaken, finished)
        }
        for (continuation, answered) in finished { continuation.resume(returning: answered) }
        return overtaken
    }

    /// Gives an answer to the rounds that wait for it. Returns whether a round waits for it or may do so soon.
    func resolve(_ id: UUID, with answer: Answer) -> Bool {
        let now = now()
        let (isWanted, finished) = state.withLock { state -> (Bool, [(Continuation, Answered<Answer>)]) in
            guard let asked = state.asked.removeValue(forKey: id) else {
                guard state.unanswered.removeValue(forKey: id) != nil else { return (false, []) }
                state.kept[id] = Reply(answer: answer, came: now, took: .zero)
                return (true, [])
            }
            if let sent = asked.firstSent, let partition = asked.partition {
                state.latestAnswered[partition] = max(state.latestAnswered[partition] ?? sent, sent)
            }
            let reply = Reply(answer: answer, came: now, took: asked.firstSent.map { $0.duration(to: now) } ?? .zero)
            if asked.waits.isEmpty { state.kept[id] = reply }
            return (true, state.settle(id, in: asked.waits) { $0.replies[id] = reply })
        }
        for (continuation, answered) in finished { continuation.resume(returning: answered) }
        return isWanted
    }

    func partial(of number: Int) -> [UUID: Answer] {
        state.withLock { $0.waits[number]?.answered.answers ?? [:] }
    }

    /// Waits for all answers of a round.
    ///
    /// - Throws: `CancellationError` when the task is cancelled or the round was ended, and the error that
    ///   ``fail(_:with:)`` is given.
    func answers(of number: Int) async throws -> Answered<Answer> {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Answered<Answer>, any Error>? in
                    guard var wait = state.waits[number], !Task.isCancelled else {
                        return .failure(CancellationError())
                    }
                    guard !wait.missing.isEmpty else { return .success(wait.answered) }
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
