import Foundation
import NotificationsDomain
import Testing

@Suite("Sending an e-mail again")
struct SendingAgainTests {
    private let policy = RetryPolicy()

    private static func failed(_ reasons: FailureReason...) -> [Round] {
        reasons.enumerated().map { Round(number: $0.offset, state: .failed, reason: $0.element.rawValue, isDue: false) }
    }

    private static func rounds(_ states: MessageState..., reason: String? = nil) -> [Round] {
        states.enumerated().map {
            let isSettled = [.delivered, .failed, .withheld].contains($0.element)
            return Round(number: $0.offset, state: $0.element, reason: reason, isDue: !isSettled)
        }
    }

    @Test(
        arguments: [
            (failed(.temporaryFailure), 1, 24 * 60), (failed(.technicalFailure), 1, 15),
            (failed(.technicalFailure, .temporaryFailure), 2, 24 * 60),
            (failed(.temporaryFailure, .technicalFailure), 2, 15),
            (failed(.technicalFailure, .technicalFailure, .technicalFailure), 3, 15),
        ] as [([Round], Int, Double)])
    func `what may arrive the next time is sent again after a while`(rounds: [Round], number: Int, minutes: Double) {
        let next = sendingAgain(after: rounds, at: noon, policy: policy)

        #expect(next?.number == number)
        #expect(next?.dueAt == noon.addingTimeInterval(minutes * 60))
    }

    @Test(arguments: [
        failed(.temporaryFailure, .temporaryFailure),
        failed(.temporaryFailure, .technicalFailure, .temporaryFailure),
        failed(.technicalFailure, .technicalFailure, .technicalFailure, .technicalFailure),
        failed(.permanentFailure), failed(.validation), failed(.badRequest), failed(.expired),
        failed(.unspecifiedFailure), failed(.temporaryFailure, .permanentFailure),
    ])
    func `what failed often enough, or for good, is left to an operator`(rounds: [Round]) {
        #expect(sendingAgain(after: rounds, at: noon, policy: policy) == nil)
        #expect(request(rounds, despiteBounce: true) == .sent(next(after: rounds)))
    }

    @Test(arguments: MessageState.allCases)
    func `nothing is sent again while another one may arrive or has arrived`(state: MessageState) {
        let rounds =
            Self.rounds(state) + [
                Round(number: 1, state: .failed, reason: FailureReason.temporaryFailure.rawValue, isDue: false)
            ]

        #expect(
            (sendingAgain(after: rounds, at: noon, policy: policy) == nil) == ![.failed, .withheld].contains(state))
    }

    @Test(
        arguments: [
            (rounds(.planned), .underWay), (rounds(.sending), .underWay), (rounds(.uncertain), .underWay),
            (rounds(.accepted), .accepted), (rounds(.delivered), .delivered), (failed(.permanentFailure), .bounced),
            (rounds(.failed, .planned), .underWay), (rounds(.failed, .accepted), .accepted),
            (rounds(.delivered, .failed), .delivered), (rounds(.withheld, reason: "superseded"), .withheld),
            (rounds(.withheld, reason: "no-address"), .withheld), (rounds(.withheld, reason: "arrived"), .withheld),
            (rounds(.withheld, reason: "left"), .withheld), (rounds(.withheld, reason: "of later"), .withheld),
        ] as [([Round], SendingRefusal)])
    func `an operator is refused what may arrive, has arrived, or must not be sent`(
        rounds: [Round], refusal: SendingRefusal
    ) {
        #expect(request(rounds) == .refused(refusal))
    }

    @Test(arguments: [
        failed(.validation), failed(.badRequest), failed(.expired), failed(.technicalFailure),
        failed(.temporaryFailure, .temporaryFailure), rounds(.withheld, reason: "replay"),
        rounds(.withheld, reason: "school-not-open"),
    ])
    func `an operator has sent again at once what failed, or was held back for a reason that passed`(rounds: [Round]) {
        #expect(request(rounds) == .sent(next(after: rounds)))
    }

    @Test(arguments: [[], failed(.validation)] as [[Round]])
    func `what Notify took and never spoke of again is sent by an operator, and by nobody else`(others: [Round]) {
        let silent = Round(number: others.count, state: .accepted, isDue: false)
        let rounds = others + [silent]

        #expect(sendingAgain(after: rounds, at: noon, policy: policy) == nil)
        #expect(request(rounds) == .sent(next(after: rounds)))
    }

    @Test func `beside one that Notify never spoke of, one that arrived or is on its way is not sent again`() {
        let silent = Round(number: 0, state: .accepted, isDue: false)
        let second = { (state: MessageState) in Round(number: 1, state: state, isDue: true) }

        #expect(request([silent, second(.planned)]) == .refused(.underWay))
        #expect(request([silent, second(.accepted)]) == .refused(.accepted))
        #expect(request([silent, second(.delivered)]) == .refused(.delivered))
    }

    @Test(
        arguments: [
            failed(.expired), failed(.permanentFailure), rounds(.withheld, reason: "replay"),
            rounds(.withheld, reason: "school-not-open"),
        ] as [[Round]], [WithholdingReason.left, .superseded, .schoolNotOpen])
    func `an operator is refused what is not true any more`(rounds: [Round], reason: WithholdingReason) {
        let refusal: SendingRefusal = reason == .schoolNotOpen ? .schoolNotOpen : .overtaken
        #expect(request(rounds, overtakenBy: reason, despiteBounce: true) == .refused(refusal))
    }

    @Test(arguments: [
        failed(.temporaryFailure), failed(.technicalFailure), failed(.expired), failed(.permanentFailure),
        failed(.temporaryFailure, .temporaryFailure), rounds(.withheld, reason: "replay"),
        [Round(number: 0, state: .accepted, isDue: false)],
    ])
    func `where it is forgotten whom it was for, nothing is sent again, whoever asks`(rounds: [Round]) {
        let forgotten = rounds.map { round in
            var round = round
            round.isForgotten = true
            return round
        }

        #expect(sendingAgain(after: forgotten, at: noon, policy: policy) == nil)
        #expect(request(forgotten, despiteBounce: true) == .refused(.forgotten))
    }

    @Test func `of what arrived it is still told that it did, though its recipient is forgotten`() {
        let round = Round(number: 0, state: .delivered, isDue: false, isForgotten: true)

        #expect(request([round]) == .refused(.delivered))
    }

    private func request(
        _ rounds: [Round], overtakenBy reason: WithholdingReason? = nil, despiteBounce: Bool = false
    ) -> SendingOnRequest {
        sendingOnRequest(after: rounds, overtakenBy: reason, despiteBounce: despiteBounce, at: noon)
    }

    /// Returns the next round, due immediately.
    private func next(after rounds: [Round]) -> NextRound {
        NextRound(number: rounds.count, dueAt: noon)
    }
}
