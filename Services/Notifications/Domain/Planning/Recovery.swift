package import Foundation

/// When the ledger was last prepared after it had been restored from a backup.
package struct Recovery: Hashable, Sendable {
    /// Nil if it never was.
    package let date: Date?

    package init(date: Date?) {
        self.date = date
    }

    /// Whether an event of this time counts as read again, whatever its record says: the ledger may have lost its e-mail,
    /// and a consumer group that is set back reads it once more without any sign.
    package func mayHaveSeen(_ time: Date) -> Bool {
        date.map { time < $0 } ?? false
    }
}
