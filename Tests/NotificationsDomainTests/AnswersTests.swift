import Foundation
import NotificationsDomain
import Testing

@Suite("Answers to several requests")
struct AnswersTests {
    private static let accepted = SendingOutcome.accepted(notifyID: uuid(1))
    private static let wrongTemplate = SendingOutcome.misconfigured(status: 400)

    @Test(
        arguments: [
            ([], nil),
            ([accepted], nil),
            ([.refused(.validation), .notTried], nil),
            ([.refused(.validation), .uncertain, .notTried], .uncertain),
            ([.uncertain, accepted], nil),
            ([.uncertain, wrongTemplate, .uncertain], wrongTemplate),
            ([wrongTemplate], wrongTemplate),
            ([.refused(.validation), wrongTemplate, .uncertain], wrongTemplate),
            ([wrongTemplate, accepted], nil),
            ([accepted, wrongTemplate], nil),
            ([accepted, .forbidden], .forbidden),
            ([accepted, .busy], .busy),
            ([accepted, .quotaSpent], .quotaSpent),
            ([.unreachable(.noConnection), accepted], .unreachable(.noConnection)),
            ([wrongTemplate, .forbidden], .forbidden),
        ] as [([SendingOutcome], SendingOutcome?)])
    func `what every e-mail would meet is told from what one of them met`(
        outcomes: [SendingOutcome], obstacle: SendingOutcome?
    ) {
        var answers = Answers()
        for outcome in outcomes { answers.add(outcome) }

        #expect(answers.obstacle == obstacle)
        #expect(answers.hasAccepted == outcomes.contains(Self.accepted))
    }
}
