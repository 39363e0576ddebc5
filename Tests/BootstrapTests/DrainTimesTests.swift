import Testing
import Web

@testable import Bootstrap

struct DrainTimesTests {
    @Test func `the longest wait leaves time for clients, and for the relay after them`() {
        let waits = Duration.milliseconds(DrainTimes.longestWaitMilliseconds)
        let clients = Entrance.longest + ConnectionLimits().lastAnswer
        #expect(waits + clients + DrainTimes.relay <= DrainTimes.untilSendsFail)
    }

    @Test func `what fails for want of a broker has time left to stop`() {
        #expect(DrainTimes.untilSendsFail + DrainTimes.relay < DrainTimes.whole)
    }
}
