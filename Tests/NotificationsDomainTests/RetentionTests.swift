import Foundation
import NotificationsDomain
import Testing

@Suite("How long it is known whom an e-mail went to")
struct RetentionTests {
    private static func rest(_ daysAgo: Double, isDue: Bool = false) -> Rest {
        Rest(isDue: isDue, changedAt: noon.addingTimeInterval(-daysAgo * 86_400))
    }

    @Test(
        arguments: [
            ([rest(90)], true), ([rest(400)], true), ([rest(89.999)], false), ([rest(0)], false), ([rest(-1)], false),
            ([rest(400, isDue: true)], false), ([rest(400), rest(90)], true), ([rest(400), rest(89)], false),
            ([rest(89), rest(400)], false), ([rest(400), rest(400, isDue: true)], false), ([], false),
        ] as [([Rest], Bool)])
    func `a recipient is forgotten ninety days after the last e-mail for the cause came to rest`(
        emails: [Rest], isOver: Bool
    ) {
        #expect(Retention.isOver(for: emails, at: noon) == isOver)
    }

    @Test func `what the store looks for is what the rule takes`() {
        let end = Retention.end(at: noon)

        #expect(Retention.isOver(for: [Rest(isDue: false, changedAt: end)], at: noon))
        #expect(!Retention.isOver(for: [Rest(isDue: false, changedAt: end.addingTimeInterval(1))], at: noon))
    }
}
