import Synchronization

/// A record of what happened so far, and a way to wait until enough has happened.
final class Journal<Entry: Sendable>: Sendable {
    private let state = Mutex(State())

    private struct State {
        var entries: [Entry] = []
        var waiters: [(id: Int, isEnough: ([Entry]) -> Bool, continuation: CheckedContinuation<Bool, Never>)] = []
        var nextID = 0
    }

    var entries: [Entry] { state.withLock { $0.entries } }

    func note(_ entries: Entry...) { note(contentsOf: entries) }

    func note(contentsOf entries: [Entry]) {
        let satisfied = state.withLock { state in
            state.entries += entries
            let satisfied = state.waiters.filter { $0.isEnough(state.entries) }.map(\.continuation)
            let known = state.entries
            state.waiters.removeAll { $0.isEnough(known) }
            return satisfied
        }
        satisfied.forEach { $0.resume(returning: true) }
    }

    /// Returns the entries once there are enough of them.
    @discardableResult
    func wait(
        for what: String, within limit: Duration = .seconds(30), until isEnough: @escaping @Sendable ([Entry]) -> Bool
    ) async throws -> [Entry] {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let deadline = Task {
            try await Task.sleep(for: limit)
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume(returning: false)
        }
        defer { deadline.cancel() }
        let isThere = await withCheckedContinuation { continuation in
            let already = state.withLock { state in
                if isEnough(state.entries) { return true }
                state.waiters.append((id, isEnough, continuation))
                return false
            }
            if already { continuation.resume(returning: true) }
        }
        guard isThere else { throw DeadlinePassed(waitingFor: what) }
        return entries
    }
}
