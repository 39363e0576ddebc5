import Testing

@testable import Bootstrap
@testable import Web

struct DrainTimesTests {
    /// Returns how long it takes to close a port whose clients have this long for their last answer.
    private func closing(lastAnswer: Duration) -> Duration {
        var limits = ConnectionLimits()
        limits.lastAnswer = lastAnswer
        return Entrance.longest + limits.lastAnswer + limits.glance
    }

    @Test func `the longest wait leaves time for clients, and for the relay after them`() {
        let waits = Duration.milliseconds(DrainTimes.longestWaitMilliseconds)
        let clients = closing(lastAnswer: ConnectionLimits().lastAnswer)
        #expect(waits + clients + DrainTimes.relay <= DrainTimes.untilSendsFail)
    }

    @Test func `without a broker there is time left for the producer and the internal port`() {
        let internalPort = closing(lastAnswer: DrainTimes.lastInternalAnswer)
        #expect(DrainTimes.untilSendsFail + DrainTimes.flush + internalPort < DrainTimes.whole)
    }
}
