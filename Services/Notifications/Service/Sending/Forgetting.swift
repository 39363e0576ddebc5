import Foundation
import NotificationsDomain
import Postgres

/// Forgets the recipients of e-mails, and the facts about teachers that were kept for letters to them, once they are
/// not needed any more.
struct Forgetting: Sendable {
    let database: Database
    let now: @Sendable () -> Date
    /// The largest number of causes, names and departures to forget at once: small enough that no other transaction has
    /// to wait for it.
    var batch = 500
    private let ledger = LedgerStore()
    private let teachers = TeacherStore()

    init(database: Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.now = now
    }

    /// Forgets one batch of each kind.
    ///
    /// - Returns: How many e-mails, names and departures were forgotten; zero if nothing is left to forget.
    func callAsFunction() async throws -> Int {
        let date = now()
        let end = Retention.end(at: date)
        let emails = try await database.transaction { transaction in
            let atRest = try await ledger.lockAtRest(since: end, limit: batch, in: transaction)
            let over = atRest.filter { Retention.isOver(for: $0.value, at: date) }.map(\.key)
            return try await ledger.forgetRecipients(ofCauses: over, at: date, in: transaction)
        }
        // This comes afterwards, because names and departures are kept for as long as one of those e-mails may be sent
        // again.
        let others = try await database.transaction { transaction in
            try await teachers.forgetNames(toldBefore: end, limit: batch, in: transaction)
                + teachers.forgetDepartures(toldBefore: end, limit: batch, in: transaction)
        }
        return emails + others
    }
}
