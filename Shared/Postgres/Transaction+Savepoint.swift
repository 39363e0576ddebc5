extension Transaction {
    /// Whether what is written now may be undone without the end of the transaction.
    package var isInSavepoint: Bool { savepoints > 0 }

    /// Work that may fail without ending the transaction: what it wrote is undone and its error is rethrown untouched.
    ///
    /// Actions that the body left for after the commit are dropped with it.
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
            // What was undone is no reason to run the whole transaction again.
            lastRefusal = refusalBefore
            throw error
        }
    }

    // RELEASE has no answer worth waiting for: it travels with the next statement, or not at all with COMMIT.
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

    /// A body that sent nothing leaves its SAVEPOINT unsent.
    private func dropUnsent(_ name: SavepointName, waitingBefore: Int) -> Bool {
        guard waiting.count > waitingBefore, waiting[waitingBefore].text == name.establish.text else { return false }
        waiting.removeLast(waiting.count - waitingBefore)
        return true
    }
}

/// Savepoints are named by depth: an inner one is gone before its name is used again. Few names, few prepared statements.
private struct SavepointName {
    let depth: Int

    private var identifier: SQL {
        SQL(pieces: ["savepoint_\(depth)"], parameters: Parameters())
    }

    var establish: SQL { "SAVEPOINT \(identifier)" }
    var release: SQL { "RELEASE SAVEPOINT \(identifier)" }
    var rollBack: SQL { "ROLLBACK TO SAVEPOINT \(identifier)" }
}
