import Events
import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// Keeps the copies of schools up to date, and informs a new induction tutor.
struct FollowSchools: Sendable {
    let schools = SchoolStore()
    let planning: MessagePlanning

    func callAsFunction(_ updates: [Received<SchoolUpdated>], _ transaction: Transaction) async throws {
        var latest: [URN: School] = [:]
        var tutors = try await schools.tutors(of: Set(updates.map(\.event.urn)), in: transaction)
        var asked: [(intent: MessageIntent, cause: EventMetadata)] = []
        let date = planning.now()
        let recovery = try await planning.ledger.recovery(in: transaction)
        for update in updates {
            let school = School(update.event)
            let intent = appointing(
                at: school, whereWas: tutors[school.urn] ?? .unknown, Occurrence(update.metadata), after: recovery,
                at: date)
            if let intent { asked.append((intent, update.metadata)) }
            tutors[school.urn] = school.tutor.map { .somebody($0.emailAddress, $0.appointment?.id) } ?? .nobody
            latest[school.urn] = school
        }
        try await schools.save(Array(latest.values), at: date, in: transaction)
        try await planning.plan(asked, in: transaction)
        // An e-mail may have waited for the name of its school.
        planning.wakeSender(after: transaction)
    }
}

extension School {
    init(_ event: SchoolUpdated) {
        self.init(
            id: event.schoolID, urn: event.urn, name: event.name, isOpen: event.isOpen,
            tutor: event.inductionTutor.map {
                Tutor(name: $0.name, emailAddress: $0.emailAddress, appointment: $0.appointment)
            })
    }
}
