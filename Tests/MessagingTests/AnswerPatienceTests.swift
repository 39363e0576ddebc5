import Testing

@testable import Messaging

@Suite("The patience for answers")
struct AnswerPatienceTests {
    private let patience = AnswerPatience(within: .seconds(2) ... .seconds(15))

    private func runOut(times: Int) -> [Duration] {
        (0..<times).map { _ in
            patience.ranOut(after: patience.duration)
            return patience.duration
        }
    }

    @Test func `doubles with every round in vain, up to its most`() {
        #expect(patience.duration == .seconds(2))
        #expect(runOut(times: 4) == [.seconds(4), .seconds(8), .seconds(15), .seconds(15)])
    }

    @Test func `doubles once for rounds that end together`() {
        for _ in 1...4 { patience.ranOut(after: .seconds(2)) }

        #expect(patience.duration == .seconds(4))
    }

    @Test func `keeps twice what a slow answer took`() {
        _ = runOut(times: 2)
        patience.wasAnswered(after: .seconds(5))

        #expect(patience.duration == .seconds(10))
    }

    @Test func `is lengthened by an answer that came only just in time`() {
        patience.wasAnswered(after: .milliseconds(1_900))

        #expect(patience.duration == .milliseconds(3_800))
    }

    @Test func `comes back to its least by and by`() {
        _ = runOut(times: 3)
        let after = (1...4).map { _ in
            patience.wasAnswered(after: .milliseconds(10))
            return patience.duration
        }

        #expect(after == [.milliseconds(7_500), .milliseconds(3_750), .seconds(2), .seconds(2)])
    }
}
