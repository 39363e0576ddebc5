import Events
import Messaging
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Words that only a newer writer knows")
struct UnknownWordsTests {
    @Test func `a registration with an unknown programme parks, and no letter is guessed`() async throws {
        try await withWorld { world async throws in
            var strange = registered(1)
            strange.training.programme = OpenWord(rawValue: "self_led")

            try await world.deliver(registrations: [strange, registered(2, programme: .providerLed)])

            #expect(try await world.delivery.parked().map(\.key) == [strange.trn.rawValue])
            #expect(
                try await world.delivery.appended(MessageQueued.self).map(\.event.kind)
                    == [.known(.ectRegisteredProviderLed)])
        }
    }

    @Test func `an unknown working pattern keeps no letter back`() async throws {
        try await withWorld { world async throws in
            var registration = registered()
            registration.workingPattern = OpenWord(rawValue: "term_time")

            try await world.deliver(registrations: [registration])

            #expect(try await world.states() == [.planned])
        }
    }
}
