import Foundation
import Logging
import Metrics
import PartnershipsDomain
import Postgres
import Synchronization
import Vocabulary

/// Re-projects everything whose bytes change by a day or should have before, batch by batch.
///
/// A document that cannot be projected is set aside for the rest of the sweep, and the others go on without it.
final class CalendarSweep: Sendable {
    let database: Database
    let projector: DocumentProjector
    let logger: Logger
    private let reported = Mutex(Reported())

    init(database: Database, projector: DocumentProjector, logger: Logger) {
        self.database = database
        self.projector = projector
        self.logger = logger
    }

    private static let limit = 500
    /// So many that fail are no exceptions any more.
    private static let mostAside = 50

    /// What was due in one batch.
    struct Batch: Sendable {
        var due: [DueDocument]
        /// How many of them were rewritten. Not those that another process has brought up to date while this one waited for
        /// its locks: they were due, and are not any more.
        var changed: Int
    }

    /// Returns once nothing is due by the day but what could not be projected.
    ///
    /// That nothing changed does not mean that nothing is due: the process that was first has one batch and goes on with the
    /// next.
    /// - Throws: ``StuckSweep`` where what is due stays due, or too many documents cannot be projected.
    func callAsFunction(dueBy day: CalendarDate) async throws {
        var unchanged: [DueDocument]?
        var aside: Set<DueDocument> = []
        while true {
            let batch = try await nextBatch(dueBy: day, settingAside: &aside)
            guard let first = batch.due.first else { return }
            guard batch.changed == 0 else {
                unchanged = nil
                continue
            }
            guard batch.due != unchanged else { throw StuckSweep(first: first, count: batch.due.count, day: day) }
            unchanged = batch.due
        }
    }

    /// Projects the next batch, one by one where its documents fail together.
    private func nextBatch(dueBy day: CalendarDate, settingAside aside: inout Set<DueDocument>) async throws -> Batch {
        do {
            return try await database.transaction { [aside] in
                try await projectNext(dueBy: day, without: aside, in: $0)
            }
        } catch let error where Self.isAboutDocuments(error) {
            return try await oneByOne(dueBy: day, settingAside: &aside)
        }
    }

    private func oneByOne(dueBy day: CalendarDate, settingAside aside: inout Set<DueDocument>) async throws -> Batch {
        let due = try await database.transaction { [aside] in
            try await documentsDue(by: day, without: aside, in: $0)
        }
        var batch = Batch(due: due, changed: 0)
        for document in due {
            do {
                batch.changed += try await database.transaction { try await project([document], in: $0) }
            } catch let error where Self.isAboutDocuments(error) {
                report(document, error, on: day)
                guard aside.count < Self.mostAside else {
                    throw StuckSweep(first: document, count: aside.count + 1, day: day)
                }
                aside.insert(document)
            }
        }
        return batch
    }

    /// Once a day for each document, however often it is tried.
    private func report(_ document: DueDocument, _ error: any Error, on day: CalendarDate) {
        guard reported.withLock({ $0.add(document, on: day) }) else { return }
        Counter(label: "documents_set_aside_total", dimensions: [("resource", document.resource)]).increment()
        logger.error(
            """
            a document cannot be brought up to date with the calendar and is shown as it was; look at what it is made from, \
            then run partnerships documents rebuild
            """,
            metadata: [
                "resource": "\(document.resource)", "document_id": "\(document.id)",
                "error": "\((error as? PostgresError)?.description ?? "\(type(of: error))")",
            ])
    }

    private func documentsDue(
        by day: CalendarDate, without aside: Set<DueDocument>, in transaction: Transaction
    ) async throws -> [DueDocument] {
        try await projector.documents.due(by: day, without: aside, limit: Self.limit, in: transaction)
    }

    /// Projects the documents that are longest due.
    func projectNext(
        dueBy day: CalendarDate, without aside: Set<DueDocument> = [], in transaction: Transaction
    ) async throws -> Batch {
        let due = try await documentsDue(by: day, without: aside, in: transaction)
        return Batch(due: due, changed: try await project(due, in: transaction))
    }

    /// Answers how many were rewritten.
    private func project(_ due: [DueDocument], in transaction: Transaction) async throws -> Int {
        guard !due.isEmpty else { return 0 }
        func ids(_ resource: Resource) -> [UUID] { due.filter { $0.resource == resource.rawValue }.map(\.id) }
        var affected = Affected(partnerships: Set(ids(.partnership).map { PartnershipID($0) }))
        let hosts = try await projector.partnerships.load(affected.partnerships, in: transaction).map(\.urn)
        try await projector.schools.lock(Set(hosts), in: transaction)
        affected.participants = try await projector.participants.trns(
            ofParticipants: ids(.participant).map { TeacherID($0) }, in: transaction)
        try await projector.participants.lock(affected.participants, in: transaction)
        return try await projector.project(affected, in: transaction)
    }

    /// Whether other documents could have succeeded.
    private static func isAboutDocuments(_ error: any Error) -> Bool {
        if let error = error as? PostgresError { return error.isAboutTheData }
        return !(error is CancellationError)
    }
}

/// What the log has been told of today.
private struct Reported {
    private var day: CalendarDate?
    private var documents: Set<DueDocument> = []

    /// Whether it is news.
    mutating func add(_ document: DueDocument, on day: CalendarDate) -> Bool {
        if self.day != day { self = Reported(day: day) }
        return documents.insert(document).inserted
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
        look at the errors before this one, compare the clocks of the processes, then run partnerships documents verify
        """
    }
}
