import Postgres
import Synchronization

/// A mark written before events are handled and removed afterwards. A mark left behind means that a process crashed on
/// those events.
///
/// A process that catches an error has survived it. It then removes the mark, and nothing is counted against the
/// events, however often they have to wait for something that is unavailable.
final class WatchedRun: Sendable {
    /// The journal row that is the mark, if it is deleted with the commit of the run.
    let endsWithCommit: AttemptJournal.Row?
    private let set: @Sendable () async throws -> Void
    private let unset: @Sendable () async throws -> Void
    private let stands = Mutex(false)

    private init(
        endsWithCommit: AttemptJournal.Row? = nil, stands: Bool = false,
        set: @escaping @Sendable () async throws -> Void, unset: @escaping @Sendable () async throws -> Void
    ) {
        self.endsWithCommit = endsWithCommit
        self.set = set
        self.unset = unset
        self.stands.withLock { $0 = stands }
    }

    /// Sets the mark before a run. Does nothing if the mark is set already.
    func begin() async throws {
        guard !stands.withLock({ $0 }) else { return }
        try await set()
        stands.withLock { $0 = true }
    }

    /// Records that the commit of the run has removed the mark.
    func hasEnded() { stands.withLock { $0 = false } }

    /// Removes the mark after a run that did not remove it, whether the run succeeded or not.
    func takeBack() async throws {
        guard stands.withLock({ $0 }) else { return }
        try await unset()
        stands.withLock { $0 = false }
    }
}

extension WatchedRun {
    /// A first run of the records of a batch.
    ///
    /// - Parameter found: A later batch on which a process has crashed. The journal has one row for batches, which is
    ///   widened meanwhile.
    static func first(
        _ batch: ClosedRange<Int64>, before found: ClosedRange<Int64>?, in journal: AttemptJournal
    ) -> WatchedRun {
        guard let found else {
            let row = AttemptJournal.Row(place: journal.place)
            return WatchedRun(
                endsWithCommit: row, set: { try await journal.begin(batch) },
                unset: { try await journal.clear(row) })
        }
        let both = min(batch.lowerBound, found.lowerBound)...max(batch.upperBound, found.upperBound)
        return WatchedRun(set: { try await journal.begin(both) }, unset: { try await journal.begin(found) })
    }

    /// A run of one record, after a process has crashed on it or on records that came with it.
    static func alone(
        _ offset: Int64, after findings: AttemptJournal.Findings, in journal: AttemptJournal
    ) -> WatchedRun {
        let row = AttemptJournal.Row(place: journal.place, offset: offset)
        let attempts = findings.attempts(at: offset) + 1
        return WatchedRun(
            endsWithCommit: row, set: { try await journal.note(attempts, at: offset) },
            unset: {
                if let before = findings.attempts[offset] {
                    try await journal.note(before, at: offset)
                } else {
                    try await journal.clear(row)
                }
            })
    }

    /// Parked events that this process has claimed.
    static func parked(_ rows: [ParkedRow], in database: Database) -> WatchedRun {
        WatchedRun(
            stands: true,
            set: {
                let claimed = try await ParkedRow.claim(rows, in: database)
                // Rows that are gone have been applied, and the inbox prevents that their events are applied again.
                let left = Set(rows.map(\.seq)).subtracting(claimed.map(\.seq))
                if try await ParkedRow.isAnyParked(left, in: database) {
                    try await ParkedRow.release(claimed, in: database)
                    throw ClaimedElsewhere()
                }
            }, unset: { try await ParkedRow.release(rows, in: database) })
    }
}

/// Another process has claimed rows that this one wants to run again. This process waits and finds them done.
struct ClaimedElsewhere: InfrastructureFailure {}
