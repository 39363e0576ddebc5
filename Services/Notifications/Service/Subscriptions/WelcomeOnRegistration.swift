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
        let asked = try registrations.map { received in
            let intent = welcoming(try Registration(received.event), Occurrence(received.metadata), at: date)
            return (intent: intent, cause: received.metadata)
        }
        try await planning.plan(asked, in: transaction)
    }
}

extension Registration {
    /// - Throws: ``UnknownWord`` for a programme of which no letter here speaks.
    init(_ event: ECTRegistered) throws(UnknownWord) {
        self.init(
            placementID: event.placementID, urn: event.urn, name: event.name, emailAddress: event.emailAddress,
            programme: try event.training.programme.understood(as: "training.programme"))
    }
}
