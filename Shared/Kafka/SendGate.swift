import DequeModule
import Synchronization

/// Lets one `send` at a time hand over its records, and limits how many records are in flight together.
final class SendGate: Sendable {
    static let maximumRecords = 50_000
    static let maximumBytes = 16 * 1_048_576

    private let state = Mutex(State())

    private struct State {
        var isTaken = false
        var line = Deque<CheckedContinuation<Void, Never>>()
        var records = 0
        var bytes = 0
        var waitsForRoom: CheckedContinuation<Void, Never>?

        var isHalfEmpty: Bool {
            records <= SendGate.maximumRecords / 2 && bytes <= SendGate.maximumBytes / 2
        }
    }

    /// Waits in line. A caller that has entered must call ``leave()``.
    func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return true
                }
                state.line.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state in
            let next = state.line.popFirst()
            state.isTaken = next != nil
            return next
        }
        next?.resume()
    }

    /// Counts one more record as in flight, if there is room.
    ///
    /// A large record counts as half the room at most. Otherwise ``room()`` would not wait, and the record would be
    /// refused for as long as any other is in flight.
    ///
    /// - Returns: The bytes that the record counts for, to be released with it.
    func admit(bytes: Int) -> Int? {
        let counted = min(bytes, Self.maximumBytes / 2)
        return state.withLock { state in
            guard state.records < Self.maximumRecords, state.bytes + counted <= Self.maximumBytes else { return nil }
            state.records += 1
            state.bytes += counted
            return counted
        }
    }

    /// Waits until the room is half empty. Only for a caller that has entered.
    func room() async {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                guard !state.isHalfEmpty else { return true }
                state.waitsForRoom = continuation
                return false
            }
            if hasRoom { continuation.resume() }
        }
    }

    func release(records: Int, bytes: Int) {
        let waiter = state.withLock { state in
            state.records -= records
            state.bytes -= bytes
            return state.isHalfEmpty ? state.waitsForRoom.take() : nil
        }
        waiter?.resume()
    }
}
