import Postgres
import Synchronization

/// The mark that stands while events are run, so that a process which dies over them is found out.
///
/// Whoever can catch an error has survived it: then the mark is taken back, and nothing is held against the events, however
/// often they have to wait for something that is away.
final class WatchedRun: Sendable {
    /// The mark goes with the commit of the run.
    let endsWithCommit: AttemptJournal.Place?
    private let set: @Sendable () async throws -> Void
    private let unset: @Sendable () async throws -> Void
    private let stands = Mutex(false)

    private init(
        endsWithCommit: AttemptJournal.Place? = nil, stands: Bool = false,
        set: @escaping @Sendable () async throws -> Void, unset: @escaping @Sendable () async throws -> Void
    ) {
        self.endsWithCommit = endsWithCommit
        self.set = set
        self.unset = unset
        self.stands.withLock { $0 = stands }
    }

    /// Before every run; does nothing where the mark stands already.
    func begin() async throws {
        guard !stands.withLock({ $0 }) else { return }
        try await set()
        stands.withLock { $0 = true }
    }

    /// After the commit with which the mark went.
    func hasEnded() { stands.withLock { $0 = false } }

    /// After every run that left the mark, whether it worked or not.
    func takeBack() async throws {
        guard stands.withLock({ $0 }) else { return }
        try await unset()
        stands.withLock { $0 = false }
    }
}

extension WatchedRun {
    /// A first run of records: no row of the journal stands before or after it.
    static func first(_ entry: AttemptJournal.Entry, in journal: AttemptJournal) -> WatchedRun {
        WatchedRun(
            endsWithCommit: journal.place, set: { try await journal.write(entry) },
            unset: { try await journal.clear() })
    }

    /// One of several runs over offsets that a process died over: the row stands until all of them are done.
    static func again(_ entry: AttemptJournal.Entry, in journal: AttemptJournal) -> WatchedRun {
        let before = AttemptJournal.Entry(offsets: entry.offsets, attempts: entry.attempts - 1)
        return WatchedRun(set: { try await journal.write(entry) }, unset: { try await journal.write(before) })
    }

    /// Parked events that this process has claimed.
    static func parked(_ rows: [ParkedRow], in database: Database) -> WatchedRun {
        WatchedRun(
            stands: true,
            set: {
                let claimed = try await ParkedRow.claim(rows, in: database)
                // Those that are gone have been applied: their inbox says so to whoever runs them again.
                let left = Set(rows.map(\.seq)).subtracting(claimed.map(\.seq))
                if try await ParkedRow.isAnyParked(left, in: database) {
                    try await ParkedRow.release(claimed, in: database)
                    throw ClaimedElsewhere()
                }
            }, unset: { try await ParkedRow.release(rows, in: database) })
    }
}

/// Another process has begun what this one wants to begin again: it waits, and finds it done.
struct ClaimedElsewhere: InfrastructureFailure {}
