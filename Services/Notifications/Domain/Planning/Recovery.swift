package import Foundation

/// When the ledger was last prepared after it had been restored from a backup.
package struct Recovery: Hashable, Sendable {
    /// Nil if it never was.
    package let date: Date?

    package init(date: Date?) {
        self.date = date
    }

    /// Returns an event as the ledger has to take it. What happened before the recovery counts as read again, whatever
    /// its record says: the ledger may have lost its e-mail, and a consumer group that is set back reads it once more
    /// without any sign.
    package func seen(_ occurrence: Occurrence) -> Occurrence {
        var occurrence = occurrence
        if let date, occurrence.time < date { occurrence.isReplay = true }
        return occurrence
    }
}
