import Testing

@testable import Messaging

@Suite("Topics that cannot be written to")
struct WithheldTopicsTests {
    private var generator = SystemRandomNumberGenerator()

    @Test mutating func `are left alone longer each time, up to ten seconds, until one is written`() {
        let now = ContinuousClock.now
        var topics = WithheldTopics()
        for longest in [1, 2, 4, 8, 10, 10] {
            topics.withhold("a", at: now, using: &generator)
            #expect(topics.names(at: now + .seconds(longest) / 2 - .milliseconds(1)) == ["a"])
            #expect(topics.names(at: now + .seconds(longest)).isEmpty)
        }
        topics.wasWritten("a")
        #expect(topics.names(at: now).isEmpty)

        topics.withhold("a", at: now, using: &generator)
        #expect(topics.names(at: now + .seconds(1)).isEmpty)
    }

    @Test mutating func `writing to one topic releases only that topic`() {
        let now = ContinuousClock.now
        var topics = WithheldTopics()
        topics.withhold("b", at: now, using: &generator)
        topics.withhold("a", at: now, using: &generator)
        topics.wasWritten("b")
        #expect(topics.names(at: now) == ["a"])
    }
}
