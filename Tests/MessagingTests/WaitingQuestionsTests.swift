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
    private let third = Riddle(replyTo: UUID(), text: "third")

    init() {
        let clock = clock
        waiting = WaitingQuestions(
            sendingAgainAfter: .seconds(5) ... .seconds(15), remembering: .seconds(60), now: { clock.now })
    }

    private func resolve(_ riddle: Riddle) -> Bool { waiting.resolve(riddle.id, with: Solution(of: riddle)) }

    /// Sends the due questions of a round, all of which the broker accepts at once.
    private func send(for round: Int, to partition: Int32 = 0) -> Set<UUID> {
        let due = waiting.due(for: round)
        waiting.sent(Dictionary(uniqueKeysWithValues: due.map { ($0, partition) }))
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

    /// Takes the answer that was kept for a question.
    private func take(_ riddle: Riddle) {
        waiting.end(waiting.begin([riddle.id]), isAnswered: true)
    }

    /// Asks for one question in vain for five minutes, in which another is asked anew and answered every half minute.
    private func isOvertaken(_ lost: Riddle) -> [Set<UUID>] {
        _ = roundInVain(lost)
        return (1...10).map { _ in
            #expect(roundInVain(second, lasting: .seconds(15)) == [second.id])
            #expect(resolve(second))
            take(second)
            clock.advance(by: .seconds(15))
            let round = waiting.begin([lost.id])
            defer { waiting.end(round) }
            _ = send(for: round)
            return waiting.giveUpOvertaken(of: round)
        }
    }

    @Test func `a question that others overtake for five minutes is given up, and asked anew later`() async throws {
        #expect(isOvertaken(first) == Array(repeating: [], count: 9) + [[first.id]])

        for _ in 1...2 {
            let part = waiting.begin([first.id])
            #expect(send(for: part).isEmpty)
            #expect(try await waiting.answers(of: part).unanswered == [first.id])
            waiting.end(part, isAnswered: true)
        }
        clock.advance(by: .seconds(300))
        #expect(roundInVain(first) == [first.id])
    }

    @Test func `a question is not overtaken by those of another partition`() {
        for _ in 1...100 {
            let round = waiting.begin([first.id, second.id])
            let due = send(for: round, to: 1)
            #expect(due.isSubset(of: [first.id, second.id]))
            #expect(waiting.giveUpOvertaken(of: round).isEmpty)
            waiting.end(round)
            #expect(roundInVain(third, lasting: .seconds(15)) == [third.id])
            #expect(resolve(third))
            take(third)
            clock.advance(by: .seconds(15))
        }
    }

    @Test func `an answer to a question that was given up is there for the next round`() async throws {
        _ = isOvertaken(first)
        #expect(resolve(first))

        let next = waiting.begin([first.id])
        #expect(try await waiting.answers(of: next).answers == [first.id: Solution(of: first)])
        waiting.end(next, isAnswered: true)
    }

    @Test func `giving up ends the wait of the rounds that miss nothing else`() async throws {
        _ = roundInVain(first)
        let round = waiting.begin([first.id])
        async let answered = waiting.answers(of: round)
        for _ in 1...10 {
            #expect(roundInVain(second, lasting: .seconds(15)) == [second.id])
            #expect(resolve(second))
            take(second)
            clock.advance(by: .seconds(15))
            _ = waiting.giveUpOvertaken(of: round)
        }

        #expect(try await answered.unanswered == [first.id])
    }

    @Test func `questions that nobody overtakes are waited for however long it takes`() {
        for _ in 1...100 {
            let round = waiting.begin([first.id, second.id])
            _ = send(for: round)
            #expect(waiting.giveUpOvertaken(of: round).isEmpty)
            waiting.end(round)
            clock.advance(by: .seconds(30))
        }

        let round = waiting.begin([first.id, second.id])
        #expect(resolve(first))
        #expect(waiting.giveUpOvertaken(of: round).isEmpty)
        #expect(resolve(second))
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

        waiting.sent([first.id: 0])
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
        waiting.sent([second.id: 0])

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
