import NIOCore
import Synchronization

/// The connections of a server, and who has to go when another comes.
///
/// Nothing that is being served is ended for a newcomer: of those that are idle the one that has been so for longest goes, and
/// where all are busy the newcomer does.
final class OpenConnections: Sendable {
    typealias ID = ObjectIdentifier

    private struct Connection {
        let peer: PeerAddress?
        let end: @Sendable () -> Void
        /// When it came to be idle, counted in such moments; nil while it is served.
        var idleSince: UInt64?
    }

    private struct State {
        var connections: [ID: Connection] = [:]
        var ofPeer: [PeerAddress: Int] = [:]
        var moments: UInt64 = 0
    }

    private let state = Mutex(State())
    private let most: Int
    private let mostOfPeer: Int

    init(_ limits: ConnectionLimits) {
        most = max(1, limits.connections)
        mostOfPeer = max(1, limits.connectionsPerAddress)
    }

    /// Lets a connection in, which is idle at first, and ends another where that takes it.
    ///
    /// - Parameters:
    ///   - peer: Nil where there is no network; such connections are counted for the server alone.
    ///   - end: Ends the connection; called at most once, on any thread, for one that is displaced.
    /// - Returns: False where there is no room for it.
    func admit(_ id: ID, of peer: PeerAddress?, end: @escaping @Sendable () -> Void) -> Bool {
        let (isAdmitted, displaced) = state.withLock { state -> (Bool, Connection?) in
            var displaced: Connection?
            if let peer, state.ofPeer[peer, default: 0] >= mostOfPeer {
                displaced = Self.removeLongestIdle(&state) { $0.peer == peer }
                if displaced == nil { return (false, nil) }
            } else if state.connections.count >= most {
                displaced = Self.removeLongestIdle(&state) { _ in true }
                if displaced == nil { return (false, nil) }
            }
            state.moments += 1
            state.connections[id] = Connection(peer: peer, end: end, idleSince: state.moments)
            if let peer { state.ofPeer[peer, default: 0] += 1 }
            return (true, displaced)
        }
        displaced?.end()
        return isAdmitted
    }

    func becomesBusy(_ id: ID) {
        state.withLock { $0.connections[id]?.idleSince = nil }
    }

    func becomesIdle(_ id: ID) {
        state.withLock { state in
            state.moments += 1
            state.connections[id]?.idleSince = state.moments
        }
    }

    func closed(_ id: ID) {
        state.withLock { _ = Self.remove(id, from: &$0) }
    }

    private static func removeLongestIdle(_ state: inout State, where isEligible: (Connection) -> Bool) -> Connection? {
        var longest: (id: ID, since: UInt64)?
        for (id, connection) in state.connections where isEligible(connection) {
            guard let since = connection.idleSince else { continue }
            if let found = longest, found.since < since { continue }
            longest = (id, since)
        }
        return longest.flatMap { remove($0.id, from: &state) }
    }

    private static func remove(_ id: ID, from state: inout State) -> Connection? {
        guard let connection = state.connections.removeValue(forKey: id) else { return nil }
        if let peer = connection.peer {
            let left = state.ofPeer[peer, default: 0] - 1
            state.ofPeer[peer] = left > 0 ? left : nil
        }
        return connection
    }
}
