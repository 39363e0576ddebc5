import Foundation
import Logging
import Metrics
import PartnershipsDomain
import Postgres
import Synchronization
import Vocabulary

/// A sweep that re-projects, batch by batch, everything whose bytes change on a given day or should have changed
/// before.
///
/// A document that cannot be projected is set aside for the rest of the sweep, and the sweep continues with the others.
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
    /// With more failures than this, the failures are no longer exceptional and the sweep ends.
    private static let mostAside = 50

    /// The documents that were due in one batch.
    struct Batch: Sendable {
        var due: [DueDocument]
        /// The number of documents that were rewritten. It does not count documents that another process updated while
        /// this one waited for its locks: they were due, but no longer are.
        var changed: Int
    }

    /// Returns once nothing is due by the day except documents that could not be projected.
    ///
    /// A batch without changes does not mean that nothing is due: the process that was first has finished one batch and
    /// continues with the next.
    ///
    /// - Throws: ``StuckSweep`` if documents that are due stay due, or if too many documents cannot be projected.
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

    /// Projects the next batch, or its documents one by one if they fail together.
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

    /// Reports a document once a day, however often it is tried.
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

    /// Projects the documents that have been due longest.
    func projectNext(
        dueBy day: CalendarDate, without aside: Set<DueDocument> = [], in transaction: Transaction
    ) async throws -> Batch {
        let due = try await documentsDue(by: day, without: aside, in: transaction)
        return Batch(due: due, changed: try await project(due, in: transaction))
    }

    /// Returns how many documents were rewritten.
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

    /// Returns whether other documents could have succeeded.
    private static func isAboutDocuments(_ error: any Error) -> Bool {
        if let error = error as? PostgresError { return error.isAboutTheData }
        return !(error is CancellationError)
    }
}

/// The documents that have been logged today.
private struct Reported {
    private var day: CalendarDate?
    private var documents: Set<DueDocument> = []

    /// Returns whether the document has not been logged on this day yet.
    mutating func add(_ document: DueDocument, on day: CalendarDate) -> Bool {
        if self.day != day { self = Reported(day: day) }
        return documents.insert(document).inserted
    }
}

/// An error for documents that stay due however often they are projected, or for more of them than are set aside.
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
