import Foundation
import PartnershipsDomain
import Postgres
import Vocabulary

/// Re-projects everything whose bytes change by a day or should have before, batch by batch.
struct CalendarSweep: Sendable {
    let database: Database
    let projector: DocumentProjector

    private static let limit = 500

    /// What was due in one batch.
    struct Batch: Sendable {
        var due: [DueDocument]
        /// How many of them were rewritten. Not those that another process has brought up to date while this one waited for
        /// its locks: they were due, and are not any more.
        var changed: Int
    }

    /// Returns once nothing is due by the day.
    ///
    /// That nothing changed does not mean that nothing is due: the process that was first has one batch and goes on with the
    /// next.
    /// - Throws: ``StuckSweep`` where what is due stays due.
    func callAsFunction(dueBy day: CalendarDate) async throws {
        var unchanged: [DueDocument]?
        while true {
            let batch = try await database.transaction { try await projectNext(dueBy: day, in: $0) }
            guard let first = batch.due.first else { return }
            guard batch.changed == 0 else {
                unchanged = nil
                continue
            }
            guard batch.due != unchanged else { throw StuckSweep(first: first, count: batch.due.count, day: day) }
            unchanged = batch.due
        }
    }

    /// Projects the documents that are longest due.
    func projectNext(dueBy day: CalendarDate, in transaction: Transaction) async throws -> Batch {
        let due = try await projector.documents.due(by: day, limit: Self.limit, in: transaction)
        guard !due.isEmpty else { return Batch(due: [], changed: 0) }
        let affected = try await locked(due, in: transaction)
        return Batch(due: due, changed: try await projector.project(affected, in: transaction))
    }

    private func locked(_ due: [DueDocument], in transaction: Transaction) async throws -> Affected {
        func ids(_ resource: Resource) -> [UUID] { due.filter { $0.resource == resource.rawValue }.map(\.id) }
        var affected = Affected(partnerships: Set(ids(.partnership).map { PartnershipID($0) }))
        let hosts = try await projector.partnerships.load(affected.partnerships, in: transaction).map(\.urn)
        try await projector.schools.lock(Set(hosts), in: transaction)
        affected.participants = try await projector.participants.trns(
            ofParticipants: ids(.participant).map { TeacherID($0) }, in: transaction)
        try await projector.participants.lock(affected.participants, in: transaction)
        return affected
    }
}

/// Documents are due and stay so, however often they are projected.
struct StuckSweep: Error, CustomStringConvertible {
    let first: DueDocument
    let count: Int
    let day: CalendarDate

    var description: String {
        """
        \(count) documents that are due by \(day) stay as they are, the first of them \(first.resource) \(first.id); \
        compare the clocks of the processes, then run partnerships documents verify
        """
    }
}
