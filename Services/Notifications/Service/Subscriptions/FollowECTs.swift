import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Informs the teacher of every registration, in a letter that is still true when it is sent.
struct FollowECTs: Sendable {
    let teachers = TeacherStore()
    let planning: MessagePlanning

    /// Handles events with one statement of each kind, however many events there are. The last event about a name or a
    /// placement wins, and a teacher never leaves a placement before it was registered, so the order of the statements
    /// does not matter.
    func callAsFunction(
        _ news: [(value: ECTNews, metadata: EventMetadata)], _ transaction: Transaction
    ) async throws {
        let date = planning.now()
        let recovery = try await planning.ledger.recovery(in: transaction)
        var asked: [(intent: MessageIntent, cause: EventMetadata)] = []
        var names: [TRN: Personal<String>] = [:]
        var departures: [PlacementID: Departure] = [:]
        for (event, metadata) in news {
            switch event {
            case .registered(let event):
                let occurrence = recovery.seen(Occurrence(metadata))
                let intent = welcoming(try Registration(event), occurrence, at: date)
                asked.append((intent: intent, cause: metadata))
                names[event.trn] = event.name
            case .left(let event):
                var departure = Departure(event)
                let isAnew = departures[event.placementID]?.isRegisteredAnew ?? false
                departure.isRegisteredAnew = departure.isRegisteredAnew || isAnew
                departures[event.placementID] = departure
            case .nameCorrected(let event): names[event.trn] = event.name
            }
        }
        try await teachers.saveNames(names, at: date, in: transaction)
        try await teachers.saveDepartures(departures, at: date, in: transaction)
        try await planning.plan(asked, in: transaction)
        let over = departures.filter { $0.value.endsWelcome(at: date) }.map(\.key)
        try await planning.withhold(welcomesTo: over, at: date, in: transaction)
    }
}

extension Registration {
    /// - Throws: ``UnknownWord`` for a programme that has no letter here.
    init(_ event: ECTRegistered) throws(UnknownWord) {
        self.init(
            placementID: event.placementID, trn: event.trn, urn: event.urn, name: event.name,
            emailAddress: event.emailAddress,
            programme: try event.training.programme.understood(as: "training.programme"))
    }
}

extension Departure {
    /// Reads a departure. An unknown cause says nothing about another registration, so only the last day counts.
    init(_ event: ECTLeftSchool) {
        let isRegisteredAnew = event.cause.known == .registeredElsewhere || event.cause.known == .registeredAgain
        self.init(leftOn: event.leftOn, isRegisteredAnew: isRegisteredAnew)
    }
}
