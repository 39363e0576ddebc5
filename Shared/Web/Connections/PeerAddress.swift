import Glibc
package import NIOCore

/// The peer of a connection, as far as the network shows it. Limits by address count by this value.
///
/// An IPv4 address is one peer, whether it arrives as IPv4 or mapped into IPv6. Of an IPv6 address only the network
/// counts, its first 64 bits: a client with one address there has all 2^64 of them.
package struct PeerAddress: Hashable, Sendable {
    private let network: [UInt8]

    /// `nil` for a socket that has no network address.
    package init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, text, &bytes) == 1 {
            network = Array(bytes.starts(with: Self.mapped) ? bytes.suffix(4) : bytes.prefix(8))
        } else if inet_pton(AF_INET, text, &bytes) == 1 {
            network = Array(bytes.prefix(4))
        } else {
            return nil
        }
    }

    /// `::ffff:0:0/96`.
    private static let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
}
