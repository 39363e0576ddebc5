import NIOCore
import Synchronization
import Testing

@testable import Web

struct OpenConnectionsTests {
    private final class Connection: Sendable {
        let hasEnded = Atomic(false)
        var id: ObjectIdentifier { ObjectIdentifier(self) }
    }

    private let connections = (0..<8).map { _ in Connection() }

    private func open(most: Int, ofPeer: Int) -> OpenConnections {
        var limits = ConnectionLimits()
        limits.connections = most
        limits.connectionsPerAddress = ofPeer
        return OpenConnections(limits)
    }

    private func admit(_ number: Int, of peer: String?, to open: OpenConnections) throws -> Bool {
        let connection = connections[number]
        return open.admit(connection.id, of: try peer.map(address)) {
            connection.hasEnded.store(true, ordering: .sequentiallyConsistent)
        }
    }

    private func address(_ text: String) throws -> PeerAddress {
        try #require(PeerAddress(SocketAddress(ipAddress: text, port: 1)))
    }

    private var ended: [Int] {
        connections.indices.filter { connections[$0].hasEnded.load(ordering: .sequentiallyConsistent) }
    }

    @Test func `whoever has too many connections displaces his own that is idle for longest`() throws {
        let open = open(most: 8, ofPeer: 2)
        #expect(try admit(0, of: "192.0.2.1", to: open))
        #expect(try admit(1, of: "192.0.2.2", to: open))
        #expect(try admit(2, of: "192.0.2.2", to: open))
        open.changed(connections[1].id, to: .client)
        open.changed(connections[1].id, to: .nobody)
        #expect(try admit(3, of: "192.0.2.2", to: open))
        #expect(ended == [2])
    }

    @Test func `whoever has all his connections served gets no further one, and others do`() throws {
        let open = open(most: 8, ofPeer: 1)
        #expect(try admit(0, of: "192.0.2.1", to: open))
        open.changed(connections[0].id, to: .client)
        #expect(try admit(1, of: "192.0.2.1", to: open) == false)
        #expect(try admit(2, of: "192.0.2.2", to: open))
        #expect(ended.isEmpty)
    }

    @Test func `in a full server a newcomer displaces whoever is idle for longest`() throws {
        let open = open(most: 3, ofPeer: 3)
        for number in 0..<3 { #expect(try admit(number, of: "192.0.2.\(number)", to: open)) }
        open.changed(connections[0].id, to: .client)
        #expect(try admit(3, of: "192.0.2.9", to: open))
        #expect(ended == [1])
    }

    @Test func `who keeps the server waiting goes where nobody is idle, and first from where most come`() throws {
        let open = open(most: 4, ofPeer: 3)
        for (number, peer) in ["192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.3"].enumerated() {
            #expect(try admit(number, of: peer, to: open))
        }
        for number in [0, 1, 2] { open.changed(connections[number].id, to: .server) }
        open.changed(connections[3].id, to: .client)

        #expect(try admit(4, of: "192.0.2.4", to: open))
        #expect(ended == [1])
        #expect(try admit(5, of: "192.0.2.5", to: open))
        #expect(ended == [1, 4], "it is idle")
    }

    @Test func `a server in which everybody waits for an answer takes nobody`() throws {
        let open = open(most: 2, ofPeer: 2)
        for number in 0..<2 {
            #expect(try admit(number, of: nil, to: open))
            open.changed(connections[number].id, to: .client)
        }
        #expect(try admit(2, of: nil, to: open) == false)
        #expect(ended.isEmpty)
    }

    @Test func `a connection that is closed makes room, once`() throws {
        let open = open(most: 2, ofPeer: 1)
        #expect(try admit(0, of: "192.0.2.1", to: open))
        open.changed(connections[0].id, to: .client)
        open.closed(connections[0].id)
        open.closed(connections[0].id)
        #expect(try admit(1, of: "192.0.2.1", to: open))
        open.changed(connections[1].id, to: .client)
        #expect(try admit(2, of: "192.0.2.1", to: open) == false)
    }
}
