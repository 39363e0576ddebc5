import Postgres
import Synchronization

/// The events that the handlers of one batch append, gathered so that one set of statements writes them before the
/// commit.
///
/// It is a task-local because the handlers already hold their outbox. It takes only appends to the batch's own
/// transaction, and none inside a savepoint: rolling back a savepoint must roll back its events as well.
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

    /// Takes entries to write later. Returns whether they were taken; if not, the caller writes them itself.
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

    /// Writes the gathered events. Called once, after the last handler.
    func flush(in transaction: Transaction) async throws {
        for batch in batches.withLock({ $0 }) {
            try await batch.outbox.write(batch.entries, in: transaction)
        }
    }
}
