import Postgres

/// The mark that stands while events are run, so that a process which dies over them is found out.
///
/// Whoever can catch an error has survived it: then the mark is taken back, and nothing is held against the events, however
/// often they have to wait for something that is away.
struct WatchedRun: Sendable {
    let begin: @Sendable () async throws -> Void
    /// After every run that left the mark, whether it worked or not.
    let takeBack: @Sendable () async throws -> Void
    /// The mark goes with the commit of the run.
    let endsWithCommit: AttemptJournal.Place?
}

extension WatchedRun {
    /// A first run of records: no row of the journal stands before or after it.
    static func first(_ entry: AttemptJournal.Entry, in journal: AttemptJournal) -> WatchedRun {
        WatchedRun(
            begin: { try await journal.write(entry) }, takeBack: { try await journal.clear() },
            endsWithCommit: journal.place)
    }

    /// One of several runs over offsets that a process died over: the row stands until all of them are done.
    static func again(_ entry: AttemptJournal.Entry, in journal: AttemptJournal) -> WatchedRun {
        let before = AttemptJournal.Entry(offsets: entry.offsets, attempts: entry.attempts - 1)
        return WatchedRun(
            begin: { try await journal.write(entry) }, takeBack: { try await journal.write(before) },
            endsWithCommit: nil)
    }

    static func parked(_ rows: [ParkedRow], in database: Database) -> WatchedRun {
        let places = rows.map(\.seq)
        return WatchedRun(
            begin: {
                try await database.execute("UPDATE parked SET begun = begun + 1 WHERE seq = ANY(\(places))")
            },
            takeBack: {
                try await database.execute(
                    "UPDATE parked SET begun = begun - 1 WHERE seq = ANY(\(places)) AND begun > 0")
            },
            endsWithCommit: nil)
    }
}
