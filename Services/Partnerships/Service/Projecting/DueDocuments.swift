import Logging
import PartnershipsDomain
import Postgres
import ServiceLifecycle
import Synchronization
import Vocabulary

/// Brings documents up to date that change because a day has begun in London, with nothing having happened.
///
/// A sweep does so every half minute. Who reads documents calls ``settle(for:)`` first, which waits for the rest of the day's
/// work where something is due to him, and does nothing at all once the day is settled. One sweep at a time works in a
/// process, however many wait for it: at midnight all of them come at once, and would wait for each other's locks with a
/// connection each.
final class DueDocuments: Service {
    private struct Progress {
        /// The latest day of which this process knows that nothing is left to do.
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

    /// Returns once no document of a provider is behind the calendar, but those that cannot be brought up to date.
    ///
    /// - Throws: what ended the sweep, where documents of this provider are left.
    func settle(for leadProviderID: LeadProviderID) async throws {
        let today = projector.today
        while let underway = progress.withLock({ $0.settled == today ? nil : joinOrBegin(&$0, on: today) }) {
            // What is due to others is no reason to keep this one waiting.
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

    /// Also finds what another writer, whose clock was still before midnight, has left behind since the last sweep.
    func sweep() async throws {
        let today = projector.today
        while true {
            let underway = progress.withLock { joinOrBegin(&$0, on: today) }
            if try await hasEnded(underway, of: today) { return }
        }
    }

    /// Whether it was the sweep of this day. That of another ends before this day's begins, and its error is for others.
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
        // On its own, since whoever begins it may go away while others wait for it.
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
