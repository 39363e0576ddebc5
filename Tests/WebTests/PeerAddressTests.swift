import NIOCore
import Testing

@testable import Web

struct PeerAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false), ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", false), ("::1", "127.0.0.1", false),
    ])
    func `addresses of one network are one peer`(one: String, other: String, isSame: Bool) throws {
        let first = try #require(PeerAddress(SocketAddress(ipAddress: one, port: 1_000)))
        let second = try #require(PeerAddress(SocketAddress(ipAddress: other, port: 2_000)))
        #expect((first == second) == isSame)
    }

    @Test func `a socket without a network has no peer`() throws {
        #expect(try PeerAddress(SocketAddress(unixDomainSocketPath: "/run/socket")) == nil)
    }
}
