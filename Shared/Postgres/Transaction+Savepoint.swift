extension Transaction {
    /// Whether work done now may be undone without ending the transaction.
    package var isInSavepoint: Bool { savepoints > 0 }

    /// Runs work that may fail without ending the transaction. If it throws, its writes are undone and its error is
    /// rethrown unchanged.
    ///
    /// Actions that the body added with ``afterCommit(_:)`` are then discarded.
    package func savepoint<R: Sendable>(_ body: (Transaction) async throws -> R) async throws -> R {
        savepoints += 1
        defer { savepoints -= 1 }
        let name = SavepointName(depth: savepoints)
        let actions = afterCommitActions.count
        let waitingBefore = waiting.count
        let refusalBefore = lastRefusal
        waiting.append(name.establish)
        do {
            let result = try await body(self)
            release(name, waitingBefore: waitingBefore)
            return result
        } catch {
            afterCommitActions.removeLast(max(0, afterCommitActions.count - actions))
            try await undo(name, waitingBefore: waitingBefore)
            // A failure that was undone is no reason to run the whole transaction again.
            lastRefusal = refusalBefore
            throw error
        }
    }

    // Nothing waits for the answer to RELEASE: it is sent with the next statement, or not at all if COMMIT comes next.
    private func release(_ name: SavepointName, waitingBefore: Int) {
        if dropUnsent(name, waitingBefore: waitingBefore) { return }
        waiting.append(name.release)
    }

    private func undo(_ name: SavepointName, waitingBefore: Int) async throws {
        if dropUnsent(name, waitingBefore: waitingBefore) { return }
        waiting = []
        guard !connection.isBroken else { return }
        _ = try await guarded {
            try await connection.run([name.rollBack, name.release], connection.endingPatience)
        }
    }

    /// Drops the SAVEPOINT if the body sent nothing; returns whether it did so.
    private func dropUnsent(_ name: SavepointName, waitingBefore: Int) -> Bool {
        guard waiting.count > waitingBefore, waiting[waitingBefore].text == name.establish.text else { return false }
        waiting.removeLast(waiting.count - waitingBefore)
        return true
    }
}

/// The name of a savepoint, from its depth: an inner one is gone before its name is used again. Few names mean few
/// prepared statements.
private struct SavepointName {
    let depth: Int

    private var identifier: SQL {
        SQL(pieces: ["savepoint_\(depth)"], parameters: Parameters())
    }

    var establish: SQL { "SAVEPOINT \(identifier)" }
    var release: SQL { "RELEASE SAVEPOINT \(identifier)" }
    var rollBack: SQL { "ROLLBACK TO SAVEPOINT \(identifier)" }
}
