import Synchronization

/// Wakes the one task that sleeps on it. A ring while no task sleeps is remembered.
final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let sleeper = state.withLock { state in
            defer { state.sleeper = nil }
            if state.sleeper == nil { state.isRung = true }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Returns after the next ring, after the given time, or when the task is cancelled.
    func sleep(atMost limit: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.untilRung() }
            group.addTask {
                // The sleep is cancelled if a ring came first.
                do { try await Task.sleep(for: limit) } catch {}
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func untilRung() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAwake = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = state.isRung && Task.isCancelled
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isAwake { continuation.resume() }
            }
        } onCancel: {
            leave()
        }
    }

    private func leave() {
        let sleeper = state.withLock { state in
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }
}
