import Postgres
import Synchronization

/// Gathers what the handlers of one batch append, so that it is written with one set of statements before the commit.
///
/// A task-local, because the handlers hold their outbox already. Only appends to the batch's own transaction are taken,
/// and none inside a savepoint: what a savepoint takes back must take its events with it.
final class OutboxCollection: Sendable {
    @TaskLocal static var current: OutboxCollection?

    private struct Batch {
        var outbox: Outbox
        var entries: [EncodedEntry]
    }

    private let transaction: ObjectIdentifier
    private let batches = Mutex<[Batch]>([])

    init(for transaction: Transaction) {
        self.transaction = ObjectIdentifier(transaction)
    }

    /// Whether the entries were taken; otherwise the caller writes them itself.
    func collect(_ entries: [EncodedEntry], for transaction: Transaction, outbox: Outbox) -> Bool {
        guard ObjectIdentifier(transaction) == self.transaction, !transaction.isInSavepoint else { return false }
        batches.withLock { batches in
            if let last = batches.indices.last, batches[last].outbox.nudge === outbox.nudge {
                batches[last].entries.append(contentsOf: entries)
            } else {
                batches.append(Batch(outbox: outbox, entries: entries))
            }
        }
        return true
    }

    /// Writes what was gathered. Called once, after the last handler.
    func flush(in transaction: Transaction) async throws {
        for batch in batches.withLock({ $0 }) {
            try await batch.outbox.write(batch.entries, in: transaction)
        }
    }
}
