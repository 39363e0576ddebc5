import Testing

@testable import Kafka

struct ReplacementPauseTests {
    @Test func `clients that die at once are replaced ever more slowly, others at once`() {
        var pause = ReplacementPause()
        #expect(pause.next(afterLifeOf: .seconds(60)) == .zero)
        let quick = (0..<9).map { _ in pause.next(afterLifeOf: .milliseconds(5)) }
        #expect(quick.prefix(3) == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(quick.last == .seconds(10))
        #expect(pause.next(afterLifeOf: .seconds(60)) == .zero)
        #expect(pause.next(afterLifeOf: .zero) == .milliseconds(100))
    }
}
