import Foundation
import Testing

@testable import Web

struct FixedWindowLimiterTests {
    /// The start of a five-minute window.
    private let start = Date(timeIntervalSince1970: 1_767_225_600)

    @Test func `the request after the last one is refused until the window ends`() {
        let limiter = FixedWindowLimiter<String>(limit: 3, lengthSeconds: 300)
        let answers = (0..<5).map { limiter.admit("a", at: start + Double($0)) }
        #expect(
            answers == [
                .admitted(remaining: 2), .admitted(remaining: 1), .admitted(remaining: 0),
                .refused(retryAfterSeconds: 297), .refused(retryAfterSeconds: 296),
            ])
    }

    @Test func `windows begin at whole multiples of their length`() {
        let limiter = FixedWindowLimiter<String>(limit: 1, lengthSeconds: 300)
        #expect(limiter.admit("a", at: start + 299.9) == .admitted(remaining: 0))
        #expect(limiter.admit("a", at: start + 299.95) == .refused(retryAfterSeconds: 1))
        #expect(limiter.admit("a", at: start + 300) == .admitted(remaining: 0))
    }

    @Test func `keys are counted apart`() {
        let limiter = FixedWindowLimiter<String>(limit: 1, lengthSeconds: 300)
        #expect(limiter.admit("a", at: start) == .admitted(remaining: 0))
        #expect(limiter.admit("b", at: start) == .admitted(remaining: 0))
    }

    @Test func `keys beyond the capacity share counts`() {
        let limiter = FixedWindowLimiter<String>(limit: 2, lengthSeconds: 300, capacity: 1, sharedCounts: 1)
        #expect(limiter.admit("a", at: start) == .admitted(remaining: 1))
        #expect(limiter.admit("b", at: start) == .admitted(remaining: 1))
        #expect(limiter.admit("c", at: start) == .admitted(remaining: 0))
        #expect(limiter.admit("d", at: start) == .refused(retryAfterSeconds: 300))
        #expect(limiter.admit("a", at: start) == .admitted(remaining: 0))
    }

    @Test func `one loud key beyond the capacity does not speak for all others there`() {
        let limiter = FixedWindowLimiter<String>(limit: 1, lengthSeconds: 300, capacity: 1)
        _ = limiter.admit("known", at: start)
        for _ in 0..<1_000 { _ = limiter.admit("loud", at: start) }
        let refused = (0..<20).filter { limiter.admit("quiet \($0)", at: start) != .admitted(remaining: 0) }
        // With a thousand counters, the chance that any of twenty keys shares a counter with the loud one or with
        // another key is one in five; four such keys never occur.
        #expect(refused.count < 4)
    }

    @Test func `a limit of nothing admits nobody`() {
        #expect(
            FixedWindowLimiter<String>(limit: -1, lengthSeconds: 0).admit("a", at: start)
                == .refused(retryAfterSeconds: 1))
    }
}
