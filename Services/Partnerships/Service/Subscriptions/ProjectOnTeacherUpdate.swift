import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// What lead providers see of a teacher follows what TRS says.
struct ProjectOnTeacherUpdate: Sendable {
    let participants = ParticipantStore()
    let projector: DocumentProjector
    let now: @Sendable () -> Date

    func callAsFunction(_ updates: [Received<TeacherUpdated>], _ transaction: Transaction) async throws {
        let latest = Dictionary(updates.map { ($0.event.trn, $0.event) }, uniquingKeysWith: { $1 })
        try await participants.save(Array(latest.values), in: transaction)
        let placed = try await participants.lock(Set(latest.keys), in: transaction)
        guard !placed.isEmpty else { return }
        try await follow(placed, in: transaction)
        try await projector.project(Affected(participants: placed), in: transaction)
    }

    /// Stamps the days of funding and drops corrections of names that are needless now.
    private func follow(_ placed: Set<TRN>, in transaction: Transaction) async throws {
        let today = CalendarDate.inLondon(at: now())
        let people = try await participants.load(placed, in: transaction)
        let changed = people.values.compactMap { person -> Participant? in
            guard let induction = person.record?.induction else { return nil }
            var followed = person.droppingNeedlessCorrection()
            followed.funding = person.funding.stamped(by: induction, today: today)
            return followed == person ? nil : followed
        }
        try await participants.save(changed, in: transaction)
    }
}
