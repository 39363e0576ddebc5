import Events
import Foundation

/// When the ledger was last prepared after it had been restored from a backup.
struct Recovery: Hashable, Sendable {
    /// Nil if it never was.
    let date: Date?

    /// Returns the metadata of an event as the ledger has to take them: what happened before it was recovered counts as
    /// read again. A consumer group that is set back reads it once more without any sign in the record.
    func seen(_ metadata: EventMetadata) -> EventMetadata {
        guard let date, metadata.time < date else { return metadata }
        var metadata = metadata
        metadata.isReplay = true
        return metadata
    }
}
