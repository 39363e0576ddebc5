import Foundation
import Logging
import Messaging
import PartnershipsDomain
import Postgres
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Brings documents up to date that change because a day has begun in London, with nothing having happened.
///
/// A sweep does so every half minute. Who reads documents calls ``settle()`` first, which does the rest of the day's work
/// itself where the sweep was not there yet, and nothing at all once the day is settled.
final class DueDocuments: Service {
    private let database: Database
    private let projector: DocumentProjector
    private let logger: Logger
    /// The latest day of which this process knows that nothing is left to do.
    private let settled = Mutex<CalendarDate?>(nil)

    private static let batch = 500
    private static let pause = Duration.seconds(30)

    init(database: Database, projector: DocumentProjector, logger: Logger) {
        self.database = database
        self.projector = projector
        self.logger = logger
    }

    /// Returns once no document is behind the calendar.
    func settle() async throws {
        guard settled.withLock({ $0 }) != projector.today else { return }
        try await sweep()
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await sweep()
            } catch {
                logger.warning(
                    "could not bring documents up to date with the calendar; trying again",
                    metadata: ["error": "\((error as? PostgresError)?.description ?? "\(type(of: error))")"])
            }
            // Shutdown ends the pause.
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            } catch is CancellationError {
                return
            }
        }
    }

    /// Also finds what another writer, whose clock was still before midnight, has left behind since the last sweep.
    func sweep() async throws {
        let today = projector.today
        while try await projectNext(dueBy: today) > 0 {}
        settled.withLock { $0 = max($0 ?? today, today) }
    }

    /// How many documents of one batch changed.
    private func projectNext(dueBy today: CalendarDate) async throws -> Int {
        try await database.transaction { transaction in
            let due = try await projector.documents.due(by: today, limit: Self.batch, in: transaction)
            guard !due.isEmpty else { return 0 }
            let affected = try await locked(due, in: transaction)
            return try await projector.project(affected, in: transaction)
        }
    }

    private func locked(_ due: [(String, UUID)], in transaction: Transaction) async throws -> Affected {
        func ids(_ resource: Resource) -> [UUID] { due.filter { $0.0 == resource.rawValue }.map(\.1) }
        var affected = Affected(partnerships: Set(ids(.partnership).map { PartnershipID($0) }))
        let hosts = try await projector.partnerships.load(affected.partnerships, in: transaction).map(\.urn)
        try await projector.schools.lock(Set(hosts), in: transaction)
        affected.participants = try await projector.participants.trns(
            ofParticipants: ids(.participant).map { TeacherID($0) }, in: transaction)
        try await projector.participants.lock(affected.participants, in: transaction)
        return affected
    }
}
