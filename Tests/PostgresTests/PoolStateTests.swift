import TestSupport
import Testing

@testable import Postgres

@Suite("The pool as a value")
struct PoolStateTests {
    @Test func `connects for the first callers and lets the others wait`() {
        var pool = PoolState(maximum: 2)

        #expect(pool.lease(1) == [.connect])
        #expect(pool.lease(2) == [.connect])
        #expect(pool.lease(3) == [])
        #expect(pool.connected(10) == [.grant(1, 10)])
        #expect(pool.connected(11) == [.grant(2, 11)])
        #expect(Array(pool.waiting) == [3])
    }

    @Test func `hands a connection to whoever waits longest`() {
        var pool = busy(connections: [10], waiting: [2, 3])

        #expect(pool.released(10, isReusable: true) == [.grant(2, 10)])
        #expect(pool.released(10, isReusable: true) == [.grant(3, 10)])
        #expect(pool.released(10, isReusable: true) == [])
        #expect(pool.idle == [10])
    }

    @Test func `lends the connection that was used last`() {
        var pool = busy(connections: [10, 11])
        _ = pool.released(10, isReusable: true)
        _ = pool.released(11, isReusable: true)

        #expect(pool.leaseIdle() == 11)
    }

    @Test func `replaces a broken connection only if somebody waits`() {
        var waiting = busy(connections: [10], waiting: [2])
        #expect(waiting.released(10, isReusable: false) == [.close(10), .connect])

        var quiet = busy(connections: [10])
        #expect(quiet.released(10, isReusable: false) == [.close(10)])
    }

    @Test func `a caller that gave up gets nothing`() {
        var pool = busy(connections: [10], waiting: [2, 3])

        #expect(pool.gaveUp(2) == true)
        #expect(pool.gaveUp(2) == false)
        #expect(pool.released(10, isReusable: true) == [.grant(3, 10)])
    }

    @Test func `backs off once after failures, whatever their number, and then connects for those who wait`() {
        var pool = PoolState(maximum: 2)
        _ = pool.lease(1)
        _ = pool.lease(2)

        #expect(pool.connectingFailed(jitter: 1) == [.backOff(.milliseconds(100))])
        #expect(pool.connectingFailed(jitter: 1) == [])
        #expect(pool.lease(3) == [])
        #expect(pool.backoffEnded() == [.connect, .connect])
        #expect(pool.connected(10) == [.grant(1, 10)])
        #expect(pool.failuresInARow == 0)
    }

    @Test(arguments: [(1, 50, 100), (3, 200, 400), (6, 1_000, 2_000), (1_000, 1_000, 2_000)])
    func `waits longer after more failures, up to two seconds`(failures: Int, least: Int, most: Int) {
        #expect(PoolState.backoff(failures: failures, jitter: 0) == .milliseconds(least))
        #expect(PoolState.backoff(failures: failures, jitter: 1) == .milliseconds(most))
    }

    @Test func `closing refuses those who wait, closes what is idle, and the rest when it comes back`() {
        var pool = busy(connections: [10, 11], waiting: [])
        _ = pool.released(11, isReusable: true)

        #expect(pool.close() == [.close(11)])
        #expect(pool.lease(5) == [.refuse(5)])
        #expect(pool.released(10, isReusable: true) == [.close(10)])
        #expect(pool.close() == [])

        var crowded = busy(connections: [10], waiting: [2])
        #expect(crowded.close() == [.refuse(2)])
    }

    @Test func `a connection that comes up after the close is closed`() {
        var pool = PoolState(maximum: 1)
        _ = pool.lease(1)
        _ = pool.close()

        #expect(pool.connected(10) == [.close(10)])
    }

    @Test(arguments: 1...40)
    func `never lends one connection twice nor more than its maximum`(seed: Int) {
        var random = SeededNumbers(seed: seed)
        var pool = PoolState(maximum: Int.random(in: 1...4, using: &random))
        var lent: Set<Int> = []
        var next = 0

        func apply(_ actions: [PoolState.Action]) {
            for case .grant(_, let connection) in actions { #expect(lent.insert(connection).inserted) }
        }
        for _ in 0..<400 {
            next += 1
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: apply(pool.lease(next))
            case 2 where pool.connecting > 0: apply(pool.connected(next))
            case 3 where pool.connecting > 0: apply(pool.connectingFailed(jitter: 0.5))
            case 4:
                guard let connection = lent.sorted().randomElement(using: &random) else { continue }
                lent.remove(connection)
                apply(pool.released(connection, isReusable: Bool.random(using: &random)))
            default: apply(pool.backoffEnded())
            }
            #expect(pool.idle.count + pool.leased.count + pool.connecting <= pool.maximum)
            #expect(pool.leased == lent)
        }
    }

    /// Returns a pool whose connections are all leased, to callers who are not among the waiting ones.
    private func busy(connections: [Int], waiting: [Int] = []) -> PoolState {
        var pool = PoolState(maximum: connections.count)
        for connection in connections { _ = pool.lease(-connection) }
        for connection in connections { _ = pool.connected(connection) }
        for caller in waiting { _ = pool.lease(caller) }
        return pool
    }
}
