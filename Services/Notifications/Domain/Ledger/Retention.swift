package import Foundation

/// How long the ledger keeps the recipients of e-mails.
package enum Retention {
    /// Days after the last e-mail for a cause came to rest. Until then an operator may send it again, or may be asked
    /// what happened to it.
    package static let daysOfRecipients = 90

    /// Returns the end of the retention: an e-mail that came to rest at or before this moment has been kept for long
    /// enough.
    package static func end(at now: Date) -> Date {
        now.addingTimeInterval(-Double(daysOfRecipients) * 86_400)
    }

    /// Returns whether the recipients of the e-mails for one cause are to be forgotten.
    ///
    /// All e-mails for a cause are forgotten together, because a further one is sent to the recipient of the first.
    package static func isOver(for emails: [Rest], at now: Date) -> Bool {
        let end = Self.end(at: now)
        return !emails.isEmpty && emails.allSatisfy { !$0.isDue && $0.changedAt <= end }
    }
}

/// Whether an e-mail is at rest, and since when.
package struct Rest: Hashable, Sendable {
    /// Whether the service will still do something about it by itself.
    package var isDue: Bool
    /// When it last changed.
    package var changedAt: Date

    package init(isDue: Bool, changedAt: Date) {
        self.isDue = isDue
        self.changedAt = changedAt
    }
}
