import Foundation
import Synchronization
import Testing

@testable import Messaging

@Suite("Questions that wait for answers", .timeLimit(.minutes(1)))
struct WaitingQuestionsTests {
    /// A clock that stands still until it is advanced.
    private final class Clock: Sendable {
        private let time = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func advance(by duration: Duration) { time.withLock { $0 += duration } }
    }

    private struct Away: Error {}

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

    /// Sends the due questions of a round, all of which the broker accepts at once.
    private func send(for round: Int) -> Set<UUID> {
        let due = waiting.due(for: round)
        waiting.sent(due)
        return due
    }

    /// Runs a round that times out, and returns which questions were sent.
    private func roundInVain(_ riddles: Riddle..., lasting duration: Duration = .zero) -> Set<UUID> {
        let round = waiting.begin(Set(riddles.map(\.id)))
        defer { waiting.end(round) }
        clock.advance(by: duration)
        return send(for: round)
    }

    @Test func `an answer that came in time for its round is there for the next, where another one was missing`()
        async throws
    {
        let round = waiting.begin([first.id, second.id])
        #expect(send(for: round) == [first.id, second.id])
        #expect(resolve(first))
        waiting.end(round)

        let next = waiting.begin([first.id, second.id])
        #expect(resolve(second))
        #expect(
            try await waiting.answers(of: next).answers == [
                first.id: Solution(of: first), second.id: Solution(of: second),
            ])
        waiting.end(next, isAnswered: true)
        #expect(waiting.count == 0)
    }

    @Test func `an answer that came after its round is there for the next, once`() async throws {
        #expect(roundInVain(first) == [first.id])
        #expect(resolve(first))

        let next = waiting.begin([first.id])
        #expect(send(for: next).isEmpty)
        #expect(try await waiting.answers(of: next).answers == [first.id: Solution(of: first)])
        waiting.end(next, isAnswered: true)
        #expect(roundInVain(first) == [first.id])
    }

    @Test func `the last answer of a round whose time runs out that moment is there for the next`() {
        let round = waiting.begin([first.id])
        #expect(resolve(first))
        waiting.end(round)

        #expect(roundInVain(first).isEmpty)
    }

    @Test func `an answer is kept for a minute from when it came, however often it is asked for`() {
        let round = waiting.begin([first.id, second.id])
        #expect(resolve(first))
        waiting.end(round)
        for _ in 1...5 { #expect(!roundInVain(first, second, lasting: .seconds(10)).contains(first.id)) }

        clock.advance(by: .seconds(10))
        #expect(roundInVain(first, second).contains(first.id))
    }

    @Test func `an answer that nobody asked for while it was new is not taken later`() {
        #expect(roundInVain(first) == [first.id])
        #expect(resolve(first))
        clock.advance(by: .seconds(60))

        #expect(roundInVain(first) == [first.id])
    }

    @Test func `nobody is given the answer of a question that was answered, or never asked`() {
        let round = waiting.begin([first.id])
        #expect(resolve(first))
        waiting.end(round, isAnswered: true)

        #expect(!resolve(first))
        #expect(!resolve(second))
        #expect(waiting.count == 0)
    }

    @Test func `a question that the broker has is left alone, longer each time up to the most`() {
        #expect(roundInVain(first) == [first.id])
        for pause in [5, 10, 15, 15] {
            #expect(roundInVain(first, lasting: .seconds(pause) - .milliseconds(1)).isEmpty)
            #expect(roundInVain(first, lasting: .milliseconds(1)) == [first.id])
        }
    }

    @Test func `a question is due again within its round`() {
        let round = waiting.begin([first.id])
        #expect(send(for: round) == [first.id])
        clock.advance(by: .seconds(5))
        #expect(send(for: round) == [first.id])
    }

    @Test func `a question that is being sent is not sent again beside it, however long that takes`() {
        let round = waiting.begin([first.id])
        #expect(waiting.due(for: round) == [first.id])
        clock.advance(by: .seconds(50))
        #expect(waiting.due(for: round).isEmpty)

        waiting.sent([first.id])
        clock.advance(by: .seconds(5))
        #expect(waiting.due(for: round) == [first.id])
    }

    @Test func `a question that could not be sent fails every round that waits for it, and the next sends it`()
        async throws
    {
        let sending = waiting.begin([first.id, second.id])
        #expect(waiting.due(for: sending) == [first.id, second.id])
        waiting.end(sending)
        let joining = waiting.begin([first.id])
        #expect(waiting.due(for: joining).isEmpty)
        waiting.fail([first.id], with: Away())
        waiting.sent([second.id])

        await #expect(throws: Away.self) { try await waiting.answers(of: joining) }
        waiting.end(joining)
        #expect(roundInVain(first, second) == [first.id])
    }

    @Test func `a round that ends takes nothing from another that waits for the same`() async throws {
        let impatient = waiting.begin([first.id])
        let patient = waiting.begin([first.id])
        #expect(send(for: impatient) == [first.id])
        #expect(send(for: patient).isEmpty)
        waiting.end(impatient)
        #expect(resolve(first))

        #expect(try await waiting.answers(of: patient).answers == [first.id: Solution(of: first)])
    }

    @Test func `a round that ends with an answer leaves the question of another to its own answer`() async throws {
        let round = waiting.begin([first.id, second.id])
        #expect(resolve(first))
        let other = waiting.begin([first.id])
        #expect(send(for: other) == [first.id])
        waiting.end(round)
        #expect(resolve(first))

        #expect(try await waiting.answers(of: other).answers == [first.id: Solution(of: first)])
    }

    @Test func `the slowest answer is told from when its question was first sent`() async throws {
        #expect(roundInVain(first) == [first.id])
        clock.advance(by: .seconds(7))
        #expect(resolve(first))
        let next = waiting.begin([first.id, second.id])
        #expect(send(for: next) == [second.id])
        clock.advance(by: .seconds(1))
        #expect(resolve(second))

        #expect(try await waiting.answers(of: next).slowest == .seconds(7))
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
