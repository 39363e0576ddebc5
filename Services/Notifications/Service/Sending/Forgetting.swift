import Foundation
import NotificationsDomain
import Postgres

/// Forgets whom e-mails went to, and what is kept of teachers for letters to them, once nobody has to know any more.
struct Forgetting: Sendable {
    let database: Database
    let now: @Sendable () -> Date
    /// The most causes, names and departures that are forgotten at once: little enough that nobody has to wait for it.
    var batch = 500
    private let ledger = LedgerStore()
    private let teachers = TeacherStore()

    init(database: Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Forgets one batch of each kind.
    ///
    /// - Returns: how many e-mails, names and departures there were; nought where nothing is left to forget.
    func callAsFunction() async throws -> Int {
        let date = now()
        let end = Retention.end(at: date)
        let emails = try await database.transaction { transaction in
            let atRest = try await ledger.lockAtRest(since: end, limit: batch, in: transaction)
            let over = atRest.filter { Retention.isOver(for: $0.value, at: date) }.map(\.key)
            return try await ledger.forgetRecipients(ofCauses: over, at: date, in: transaction)
        }
        // Afterwards, as they are kept for as long as one of those e-mails may be sent again.
        let others = try await database.transaction { transaction in
            try await teachers.forgetNames(toldBefore: end, limit: batch, in: transaction)
                + teachers.forgetDepartures(toldBefore: end, limit: batch, in: transaction)
        }
        return emails + others
    }
}
