import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A handler that updates what lead providers see of a teacher from what TRS says.
struct ProjectOnTeacherUpdate: Sendable {
    let participants = ParticipantStore()
    let projector: DocumentProjector
    let now: @Sendable () -> Date

    func callAsFunction(_ updates: [Received<TeacherUpdated>], _ transaction: Transaction) async throws {
        let latest = Dictionary(updates.map { ($0.event.trn, $0.event) }, uniquingKeysWith: { $1 })
        try await participants.save(Array(latest.values), in: transaction)
        let placed = try await participants.lock(Set(latest.keys), in: transaction)
        guard !placed.isEmpty else { return }
        let heard = Dictionary(grouping: updates.map(\.event), by: \.trn)
            .mapValues { $0.compactMap(\.facts?.induction) }
        try await follow(placed, heard, in: transaction)
        try await projector.project(Affected(participants: placed), in: transaction)
    }

    /// Sets the days of funding and removes name corrections that are no longer needed.
    ///
    /// - Parameter heard: everything that TRS said about each teacher, in order. An induction that began and ended
    ///   counts as both, whether the two arrive at once or not.
    private func follow(
        _ placed: Set<TRN>, _ heard: [TRN: [InductionRecord]], in transaction: Transaction
    ) async throws {
        let today = CalendarDate.inLondon(at: now())
        let people = try await participants.load(placed, in: transaction)
        let changed = people.values.compactMap { person -> Participant? in
            guard person.record != nil else { return nil }
            var followed = person.droppingNeedlessCorrection()
            for induction in heard[person.trn] ?? [] {
                followed.funding = followed.funding.stamped(by: induction, today: today)
            }
            return followed == person ? nil : followed
        }
        try await participants.save(changed, in: transaction)
    }
}
