import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Every registration is told to the teacher.
struct WelcomeOnRegistration: Sendable {
    let planning: MessagePlanning

    func callAsFunction(_ registrations: [Received<ECTRegistered>], _ transaction: Transaction) async throws {
        let date = planning.now()
        let asked = registrations.map { received in
            let intent = welcoming(Registration(received.event), Occurrence(received.metadata), at: date)
            return (intent: intent, cause: received.metadata)
        }
        try await planning.plan(asked, in: transaction)
    }
}

extension Registration {
    init(_ event: ECTRegistered) {
        self.init(
            placementID: event.placementID, urn: event.urn, name: event.name, emailAddress: event.emailAddress,
            programme: event.training.programme)
    }
}
