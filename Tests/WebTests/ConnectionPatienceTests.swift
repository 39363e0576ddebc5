import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Testing

@testable import Web

struct ConnectionPatienceTests {
    enum Step: Sendable {
        case head, end, answer, taken, closed, toClose
        /// A check of the connection, this many seconds after it was opened, with this many bytes that the client has
        /// not read.
        case look(at: Int, untaken: Int = 0)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let sentence: String
        let steps: [Step]
        let ending: ConnectionEnding?

        var testDescription: String { sentence }
    }

    static let cases: [Case] = [
        Case(sentence: "a newcomer has ten seconds", steps: [.look(at: 9)], ending: nil),
        Case(sentence: "who says nothing for ten seconds goes", steps: [.look(at: 10)], ending: .silent),
        Case(
            sentence: "whoever is being served waits as long as that takes", steps: [.head, .end, .look(at: 500)],
            ending: nil),
        Case(
            sentence: "a request that comes slowly is its endpoint's affair until it is answered",
            steps: [.head, .look(at: 500)], ending: nil),
        Case(
            sentence: "a request that is answered may go on for a while",
            steps: [.head, .look(at: 20), .answer, .look(at: 24)],
            ending: nil),
        Case(
            sentence: "a request that goes on long after its answer is ended",
            steps: [.head, .look(at: 20), .answer, .look(at: 25)], ending: .unfinishedRequest),
        Case(
            sentence: "a connection is kept between two requests",
            steps: [.head, .end, .look(at: 20), .answer, .look(at: 79)], ending: nil),
        Case(
            sentence: "a connection without a further request is ended",
            steps: [.head, .end, .look(at: 20), .answer, .look(at: 80)], ending: .idle),
        Case(
            sentence: "an answer that is being taken has all the time",
            steps: [.head, .end, .answer] + (1...50).map { .look(at: 20 * $0, untaken: 1_000 - $0) }, ending: nil),
        Case(
            sentence: "an answer of which nothing is taken ends the connection",
            steps: [
                .head, .end, .answer, .look(at: 1, untaken: 9), .look(at: 60, untaken: 9), .look(at: 61, untaken: 9),
            ],
            ending: .stalledAnswer),
        Case(
            sentence: "a stalled answer counts while further requests wait behind it",
            steps: [.head, .end, .head, .end, .look(at: 1, untaken: 9), .look(at: 61, untaken: 9)],
            ending: .stalledAnswer),
        Case(
            sentence: "who sends on although nothing will be answered any more goes",
            steps: [.head, .end, .head, .look(at: 20), .answer, .taken, .closed, .look(at: 25)],
            ending: .unfinishedRequest),
        Case(
            sentence: "the time between two requests begins when the answer was taken",
            steps: [
                .head, .end, .answer, .look(at: 1, untaken: 9), .look(at: 29, untaken: 4), .look(at: 50),
                .look(at: 109),
            ], ending: nil),
        Case(
            sentence: "an answer that is being taken when the server stops has five seconds more",
            steps: [.head, .end, .answer, .look(at: 20, untaken: 9), .toClose, .look(at: 24, untaken: 8)], ending: nil),
        Case(
            sentence: "however it is taken, it has no more than that",
            steps: [
                .head, .end, .answer, .look(at: 20, untaken: 9), .toClose, .look(at: 24, untaken: 8), .toClose,
                .look(at: 25, untaken: 7),
            ],
            ending: .unfinishedAnswer),
    ]

    @Test(arguments: cases)
    func `a connection is ended when its time is over, and only then`(each: Case) {
        let opened = ContinuousClock.now
        var now = opened
        var patience = ConnectionPatience(ConnectionLimits(), at: opened)
        var ending: ConnectionEnding?
        for step in each.steps {
            #expect(ending == nil, "it is ended before the last look")
            switch step {
            case .head: patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
            case .end: patience.read(.end(nil))
            case .answer: patience.wrote(.end(nil), at: now)
            case .taken: patience.tookAnswer(at: now)
            case .closed: patience.closedOutput(at: now)
            case .toClose:
                let staysOpen = patience.isToClose(at: now, hurries: true)
                #expect(staysOpen)
            case .look(let seconds, let untaken):
                now = opened + .seconds(seconds)
                ending = patience.ending(at: now, untaken: untaken)
            }
        }
        #expect(ending == each.ending)
    }

    @Test func `a connection stays open for answers that are written and not taken`() {
        var patience = ConnectionPatience(ConnectionLimits(), at: .now)
        var staysOpen = patience.isToClose(at: .now, hurries: true)
        #expect(!staysOpen)
        patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
        staysOpen = patience.isToClose(at: .now, hurries: true)
        #expect(!staysOpen, "an answer that is not written whole will never be")
        patience.wrote(.end(nil), at: .now)
        staysOpen = patience.isToClose(at: .now, hurries: true)
        #expect(staysOpen)
        #expect(!patience.mayClose)
        patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
        patience.tookAnswer(at: .now)
        #expect(!patience.mayClose, "a further request is answered first")
        patience.wrote(.end(nil), at: .now)
        patience.tookAnswer(at: .now)
        #expect(patience.mayClose)
        staysOpen = patience.isToClose(at: .now, hurries: true)
        #expect(!staysOpen)
    }

    @Test func `a client that sends no more has all the time, and is waited for no longer than for its answer`() {
        let now = ContinuousClock.now
        var patience = ConnectionPatience(ConnectionLimits(), at: now)
        for _ in 1...2 {
            patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
            patience.read(.end(nil))
        }
        patience.wrote(.end(nil), at: now)
        let staysOpen = patience.isToClose(at: now, hurries: false)
        #expect(staysOpen)
        var ending = patience.ending(at: now + .seconds(1), untaken: 9)
        #expect(ending == nil)
        ending = patience.ending(at: now + .seconds(30), untaken: 8)
        #expect(ending == nil)
        patience.tookAnswer(at: now + .seconds(31))
        // The second request will never be answered.
        #expect(patience.mayClose)
    }

    @Test func `it is known who waits for whom`() {
        let now = ContinuousClock.now
        var patience = ConnectionPatience(ConnectionLimits(), at: now)
        #expect(patience.waiting == .nobody)
        patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
        #expect(patience.waiting == .client)
        patience.wrote(.end(nil), at: .now)
        #expect(patience.waiting == .client, "the answer is on its way")
        patience.tookAnswer(at: .now)
        #expect(patience.waiting == .server, "the request goes on")
        patience.read(.end(nil))
        #expect(patience.waiting == .nobody)

        patience.read(.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/")))
        patience.wrote(.end(nil), at: now)
        patience.read(.end(nil))
        _ = patience.ending(at: now, untaken: 9)
        #expect(patience.waiting == .client, "it takes its answer")
        _ = patience.ending(at: now + .seconds(4), untaken: 5)
        _ = patience.ending(at: now + .seconds(8), untaken: 5)
        #expect(patience.waiting == .client, "it took some of it a moment ago")
        _ = patience.ending(at: now + .seconds(9), untaken: 5)
        #expect(patience.waiting == .server, "it takes no more")
        _ = patience.ending(at: now + .seconds(10), untaken: 3)
        #expect(patience.waiting == .client)
        patience.closedOutput(at: .now)
        #expect(patience.waiting == .server)
    }
}
