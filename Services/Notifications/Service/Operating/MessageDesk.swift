import Events
package import Foundation
package import Messaging
import NotificationsDomain
package import Postgres
package import Vocabulary

/// Lets operators see e-mails and act on those that did not arrive.
package struct MessageDesk: Sendable {
    /// A request that cannot be carried out.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    private let database: Database
    private let outbox: Outbox
    private let now: @Sendable () -> Date
    private let ledger = LedgerStore()

    package init(database: Database, outbox: Outbox, now: @escaping @Sendable () -> Date) {
        self.database = database
        self.outbox = outbox
        self.now = now
    }

    /// Returns a table with one line for each e-mail, newest first, without personal data.
    ///
    /// - Throws: ``Refused`` for a state or a reason that does not exist.
    package func list(state: String? = nil, reason: String? = nil, limit: Int) async throws -> [String] {
        let filter: MessageFilter
        do throws(MessageFilter.Problem) {
            filter = try MessageFilter(state: state, reason: reason)
        } catch {
            throw Refused(description: error.description)
        }
        let header = ["id", "purpose", "school", "state", "reason", "queued", "due", "original"]
        let lines = try await MessageReading(database: database).messages(filter, before: nil, limit: limit).map {
            [
                "\($0.id)", $0.purpose, $0.urn.rawValue, $0.state, $0.reason ?? "-", $0.queuedAt.rfc3339,
                $0.dueAt?.rfc3339 ?? "-", $0.originalID.map { "\($0)" } ?? "-",
            ]
        }
        return ([header] + lines).map { $0.joined(separator: "\t") }
    }

    /// Prepares a ledger that was restored from a backup, before the service starts on it: what may have been sent since
    /// the backup is asked for at Notify first.
    ///
    /// - Returns: How many e-mails are asked about before they are sent.
    package func recover() async throws -> Int {
        let date = now()
        return try await database.transaction { transaction in
            try await ledger.recover(
                changedSince: date.addingTimeInterval(-RetryPolicy().longestDeliveryCheck), at: date, in: transaction)
        }
    }

    /// Plans a further e-mail for the cause of one that did not arrive; the running service sends it.
    ///
    /// - Returns: The id of the new e-mail.
    /// - Throws: ``Refused``, which says why nothing is sent.
    package func sendAgain(
        _ id: String, despiteBounce: Bool, because reason: String, actor: String
    ) async throws -> MessageID {
        guard let id = MessageID(parsing: id) else {
            throw Refused(description: "An e-mail is named by its id, a UUID, as messages list shows it.")
        }
        guard !reason.allSatisfy(\.isWhitespace) else { throw Refused(description: "Say why, in a few words.") }
        let date = now()
        return try await database.transaction { transaction in
            guard let rounds = try await ledger.lockRounds(of: [id], in: transaction).first else {
                throw Refused(description: "There is no e-mail with this id. See messages list.")
            }
            let original = rounds.originalID
            let overtakenBy = try await ledger.reasonsToWithhold([original], at: date, in: transaction)[original]
            let answer = sendingOnRequest(
                after: rounds.all, overtakenBy: overtakenBy, despiteBounce: despiteBounce, at: date)
            switch answer {
            case .refused(let refusal): throw Refused(description: refusal.words)
            case .sent(let next):
                let again = Again(id: MessageID(UUID.version7()), originalID: original, round: next)
                let news = try await ledger.planAgain([again], at: date, in: transaction)
                // Another operator asked for the same while this transaction waited for its lock.
                guard !news.isEmpty else { throw Refused(description: SendingRefusal.underWay.words) }
                try await outbox.append(news, in: transaction)
                try await ledger.recordRequest(
                    for: again.id, because: reason, actor: actor, at: date, in: transaction)
                return again.id
            }
        }
    }
}

extension SendingRefusal {
    fileprivate var words: String {
        switch self {
        case .underWay: "It is on its way already, or will be sent again by itself: see due in messages list."
        case .accepted:
            "GOV.UK Notify has it, and has not said yet what became of it. Wait until it does, or is due no more."
        case .delivered: "It arrived."
        case .bounced:
            """
            The address bounced for good, so that another e-mail would too. Have the school find out the right one; if \
            this one works by now, use --despite-bounce.
            """
        case .withheld: "It was withheld because nobody is to have it any more, or there is no address."
        case .forgotten:
            """
            Nobody knows any more whom it was for: names and addresses are removed \(Retention.daysOfRecipients) days after \
            the last e-mail for a cause came to rest. If the person still has to be told, write to the school that \
            messages list shows.
            """
        case .overtaken:
            "Its letter is not true any more: the teacher has left the school, or the school has named a tutor since."
        case .schoolNotOpen: "Its school is not open. Ask again once it is."
        }
    }
}
