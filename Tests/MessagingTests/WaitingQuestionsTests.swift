import Foundation
import Synchronization
import Testing

@testable import Messaging

@Suite("Questions that wait for answers")
struct WaitingQuestionsTests {
    /// A clock that stands still until it is told.
    private final class Clock: Sendable {
        private let time = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func advance(by duration: Duration) { time.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private let waiting: WaitingQuestions<Solution>
    private let first = Riddle(replyTo: UUID(), text: "first")
    private let second = Riddle(replyTo: UUID(), text: "second")

    init() {
        let clock = clock
        waiting = WaitingQuestions(
            sendingAgainAfter: .seconds(5) ... .seconds(15), remembering: .seconds(60), now: { clock.now })
    }

    private func resolve(_ riddle: Riddle) -> Bool { waiting.resolve(riddle.id, with: Solution(of: riddle)) }

    /// A round of questions in which the time runs out. Returns which of them were sent.
    private func roundInVain(_ riddles: Riddle..., lasting duration: Duration = .zero) -> Set<UUID> {
        let round = waiting.begin(Set(riddles.map(\.id)))
        defer { waiting.end(round) }
        clock.advance(by: duration)
        return waiting.due(for: round)
    }

    @Test func `an answer that came in time for its round is there for the next, where another one was missing`()
        async throws
    {
        let round = waiting.begin([first.id, second.id])
        #expect(waiting.due(for: round) == [first.id, second.id])
        #expect(resolve(first))
        waiting.end(round)

        let next = waiting.begin([first.id, second.id])
        #expect(resolve(second))
        #expect(
            try await waiting.answers(of: next) == [first.id: Solution(of: first), second.id: Solution(of: second)])
        #expect(waiting.count == 0)
    }

    @Test func `an answer that came after its round is there for the next, once`() async throws {
        #expect(roundInVain(first) == [first.id])
        #expect(resolve(first))

        let next = waiting.begin([first.id])
        #expect(waiting.due(for: next).isEmpty)
        #expect(try await waiting.answers(of: next) == [first.id: Solution(of: first)])
        waiting.end(next)
        #expect(roundInVain(first) == [first.id])
    }

    @Test func `nobody is given the answer of a question that was answered, or never asked`() {
        let round = waiting.begin([first.id])
        #expect(resolve(first))
        waiting.end(round)

        #expect(!resolve(first))
        #expect(!resolve(second))
        #expect(waiting.count == 0)
    }

    @Test func `a question on its way is left alone, longer each time up to the most`() {
        #expect(roundInVain(first) == [first.id])
        for pause in [5, 10, 15, 15] {
            #expect(roundInVain(first, lasting: .seconds(pause) - .milliseconds(1)).isEmpty)
            #expect(roundInVain(first, second, lasting: .milliseconds(1)).contains(first.id))
        }
    }

    @Test func `a question that could not be sent is sent by the next round`() async throws {
        struct Away: Error {}
        let round = waiting.begin([first.id, second.id])
        #expect(waiting.due(for: round) == [first.id, second.id])
        waiting.fail([first.id], of: round, with: Away())
        await #expect(throws: Away.self) { try await waiting.answers(of: round) }
        waiting.end(round)

        #expect(roundInVain(first, second) == [first.id])
    }

    @Test func `a round that ends takes nothing from another that waits for the same`() async throws {
        let impatient = waiting.begin([first.id])
        let patient = waiting.begin([first.id])
        #expect(waiting.due(for: impatient) == [first.id])
        #expect(waiting.due(for: patient).isEmpty)
        waiting.end(impatient)
        #expect(resolve(first))

        #expect(try await waiting.answers(of: patient) == [first.id: Solution(of: first)])
    }

    @Test func `what nobody asks again is forgotten`() {
        let round = waiting.begin([first.id, second.id])
        #expect(resolve(first))
        waiting.end(round)
        clock.advance(by: .seconds(59))
        waiting.end(waiting.begin([]))
        #expect(waiting.count == 2)

        clock.advance(by: .seconds(1))
        waiting.end(waiting.begin([]))
        #expect(waiting.count == 0)
        #expect(!resolve(second))
    }
}
