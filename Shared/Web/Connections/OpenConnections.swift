import NIOCore
import Synchronization

/// The connections of a server, and the choice of the one that a new connection displaces.
///
/// A connection that waits for an answer, or is taking one, is never displaced. Of the others, the choice falls on:
/// - connections between two requests, before those that keep the server waiting
/// - among these, the connections of the peer with the most connections
/// - among these, the connection that has been in its state longest
///
/// If every connection waits for an answer, the new one is refused.
final class OpenConnections: Sendable {
    typealias ID = ObjectIdentifier
    typealias Waiting = ConnectionPatience.Waiting

    private struct Connection {
        let peer: PeerAddress?
        let end: @Sendable () -> Void
        var waiting = Waiting.nobody
        /// The moment at which `waiting` began. Every admission and every change is one moment.
        var since: UInt64
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

    /// Admits a connection, and ends another one if it needs the room.
    ///
    /// - Parameters:
    ///   - peer: `nil` where there is no network; such connections count only for the server as a whole.
    ///   - end: Ends the connection; called at most once, on any thread, for one that is displaced.
    /// - Returns: `false` if there is no room for the connection.
    func admit(_ id: ID, of peer: PeerAddress?, end: @escaping @Sendable () -> Void) -> Bool {
        let (isAdmitted, displaced) = state.withLock { state -> (Bool, Connection?) in
            var displaced: Connection?
            if let peer, state.ofPeer[peer, default: 0] >= mostOfPeer {
                displaced = Self.displace(&state) { $0.peer == peer }
                if displaced == nil { return (false, nil) }
            } else if state.connections.count >= most {
                displaced = Self.displace(&state) { _ in true }
                if displaced == nil { return (false, nil) }
            }
            state.moments += 1
            state.connections[id] = Connection(peer: peer, end: end, since: state.moments)
            if let peer { state.ofPeer[peer, default: 0] += 1 }
            return (true, displaced)
        }
        displaced?.end()
        return isAdmitted
    }

    func changed(_ id: ID, to waiting: Waiting) {
        state.withLock { state in
            state.moments += 1
            state.connections[id]?.waiting = waiting
            state.connections[id]?.since = state.moments
        }
    }

    func closed(_ id: ID) {
        state.withLock { _ = Self.remove(id, from: &$0) }
    }

    private static func displace(_ state: inout State, where isEligible: (Connection) -> Bool) -> Connection? {
        let candidates = state.connections.filter { $0.value.waiting != .client && isEligible($0.value) }
        let first = candidates.min { isBefore($0.value, $1.value, ofPeer: state.ofPeer) }
        return first.flatMap { remove($0.key, from: &state) }
    }

    private static func isBefore(_ one: Connection, _ other: Connection, ofPeer: [PeerAddress: Int]) -> Bool {
        if one.waiting != other.waiting { return one.waiting == .nobody }
        let (many, others) = (one.peer.flatMap { ofPeer[$0] } ?? 0, other.peer.flatMap { ofPeer[$0] } ?? 0)
        return many != others ? many > others : one.since < other.since
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
