package import Foundation

/// How long the ledger knows whom an e-mail went to.
package enum Retention {
    /// Days after the last e-mail for a cause came to rest. Until then an operator may send it again, or may be asked what
    /// became of it.
    package static let daysOfRecipients = 90

    /// What came to rest by then has been kept for long enough.
    package static func end(at now: Date) -> Date {
        now.addingTimeInterval(-Double(daysOfRecipients) * 86_400)
    }

    /// Whether it is time to forget whom the e-mails for one cause went to.
    ///
    /// All at once: a further one is sent to the recipient of the first.
    package static func isOver(for emails: [Rest], at now: Date) -> Bool {
        let end = Self.end(at: now)
        return !emails.isEmpty && emails.allSatisfy { !$0.isDue && $0.changedAt <= end }
    }
}

/// How long an e-mail has been at rest, if it is.
package struct Rest: Hashable, Sendable {
    /// Whether something is still done about it without anybody asking.
    package var isDue: Bool
    /// When something happened to it last.
    package var changedAt: Date

    package init(isDue: Bool, changedAt: Date) {
        self.isDue = isDue
        self.changedAt = changedAt
    }
}
