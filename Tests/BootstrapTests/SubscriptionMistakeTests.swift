import Events
import Messaging
import Postgres
import Testing

@testable import Bootstrap

@Suite("Subscriptions that cannot work")
struct SubscriptionMistakeTests {
    static let welcomes = [Reading("welcomes", [.ect]), Reading("letters", [.message, .school])]

    @Test(
        arguments: [
            ("welcomes", [Topic.ect], nil), ("letters", [.school, .message], nil),
            ("welcomes", [.school], .missingReading("welcomes")),
            ("welcomes", [.ect, .school], .missingReading("welcomes")),
            ("letters", [.message], .missingReading("letters")), ("farewells", [.ect], .missingReading("farewells")),
        ] as [(String, [Topic], SubscriptionMistake?)])
    func `a subscription reads the topics for which its group has a place`(
        name: String, topics: [Topic], mistake: SubscriptionMistake?
    ) {
        var subscription = Subscription(name)
        if topics.contains(.ect) {
            subscription.on(ECTLeftSchool.self) { (_: Received<ECTLeftSchool>, _: Transaction) in }
        }
        if topics.contains(.school) {
            subscription.on(SchoolUpdated.self) { (_: Received<SchoolUpdated>, _: Transaction) in }
        }
        if topics.contains(.message) {
            subscription.on(MessageQueued.self) { (_: Received<MessageQueued>, _: Transaction) in }
        }

        #expect(SubscriptionMistake.first(in: [subscription], of: Self.welcomes) == mistake)
    }

    @Test func `an event has one handler`() {
        var subscription = Subscription("welcomes")
        for _ in 0..<2 { subscription.on(ECTLeftSchool.self) { (_: Received<ECTLeftSchool>, _: Transaction) in } }

        #expect(
            SubscriptionMistake.first(in: [subscription], of: Self.welcomes)
                == .repeatedHandler("welcomes", ECTLeftSchool.type))
    }
}
