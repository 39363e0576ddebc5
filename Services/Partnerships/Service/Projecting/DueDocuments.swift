import Logging
import PartnershipsDomain
import Postgres
import ServiceLifecycle
import Synchronization
import Vocabulary

/// A service that updates documents that change because a day has begun in London, without any event.
///
/// A sweep runs every half minute. A reader of documents calls ``settle(for:)`` first. It waits for the rest of the
/// day's work if documents of the reader's provider are due, and does nothing at all once the day is settled.
///
/// Only one sweep at a time works in a process, however many readers wait for it. At midnight all readers come at once;
/// if each of them swept, they would wait for each other's locks, with a connection each.
final class DueDocuments: Service {
    private struct Progress {
        /// The latest day for which this process knows that nothing is left to do.
        var settled: CalendarDate?
        var underway: Underway?
    }

    private struct Underway: Sendable {
        let day: CalendarDate
        let work: Task<Void, any Error>
    }

    private let database: Database
    private let projector: DocumentProjector
    private let sweepCalendar: CalendarSweep
    private let logger: Logger
    private let progress = Mutex(Progress())

    private static let pause = Duration.seconds(30)

    init(database: Database, projector: DocumentProjector, logger: Logger) {
        self.database = database
        self.projector = projector
        sweepCalendar = CalendarSweep(database: database, projector: projector, logger: logger)
        self.logger = logger
    }

    /// Returns once no document of a provider is behind the calendar, except those that cannot be updated.
    ///
    /// - Throws: the error that ended the sweep, if documents of this provider are still due.
    func settle(for leadProviderID: LeadProviderID) async throws {
        let today = projector.today
        while let underway = progress.withLock({ $0.settled == today ? nil : joinOrBegin(&$0, on: today) }) {
            // Documents that are due to other providers are no reason to make this one wait.
            guard try await isAnyDue(to: leadProviderID, on: today) else { return }
            do {
                if try await hasEnded(underway, of: today) { return }
            } catch {
                guard try await isAnyDue(to: leadProviderID, on: today) else { return }
                throw error
            }
        }
    }

    private func isAnyDue(to leadProviderID: LeadProviderID, on day: CalendarDate) async throws -> Bool {
        try await projector.documents.isAnyDue(by: day, of: leadProviderID, from: database)
    }

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await sweep()
            } catch {
                logger.warning(
                    "could not bring documents up to date with the calendar; trying again",
                    metadata: ["error": "\(Self.words(for: error))"])
            }
            // Shutdown ends the pause.
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            } catch is CancellationError {
                return
            }
        }
    }

    /// Runs a sweep. It also finds documents that another writer, whose clock was still before midnight, has left
    /// behind since the last sweep.
    func sweep() async throws {
        let today = projector.today
        while true {
            let underway = progress.withLock { joinOrBegin(&$0, on: today) }
            if try await hasEnded(underway, of: today) { return }
        }
    }

    /// Returns whether it was the sweep of this day. The sweep of another day ends before this day's begins, and its
    /// error concerns other callers.
    private func hasEnded(_ underway: Underway, of day: CalendarDate) async throws -> Bool {
        guard underway.day == day else {
            _ = await underway.work.result
            return false
        }
        try await underway.work.value
        return true
    }

    private func joinOrBegin(_ progress: inout Progress, on day: CalendarDate) -> Underway {
        if let underway = progress.underway { return underway }
        // A detached task, since the caller that begins the sweep may be cancelled while others wait for it.
        let work = Task.detached { [self] in
            do {
                try await sweepCalendar(dueBy: day)
            } catch {
                end(settling: nil)
                throw error
            }
            end(settling: day)
        }
        let begun = Underway(day: day, work: work)
        progress.underway = begun
        return begun
    }

    private func end(settling day: CalendarDate?) {
        progress.withLock { progress in
            progress.underway = nil
            guard let day else { return }
            progress.settled = max(progress.settled ?? day, day)
        }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as PostgresError: error.description
        case let error as StuckSweep: error.description
        default: "\(type(of: error))"
        }
    }
}
