import NIOCore
import NIOPosix
import Synchronization

/// A proxy to a server that can be shut, and on which requests and answers can be lost.
final class TCPProxy: Sendable {
    private struct State {
        var isShut = false
        var turnedAway = 0
        var toLose = 0
        var lost = 0
        var losesNextRequest = false
    }

    /// What a server sends after it has committed: a message of type C, its length, and its text.
    private static let committed: [UInt8] = [0x43, 0, 0, 0, 11] + Array("COMMIT\0".utf8)

    let port: Int
    private let state = Mutex(State())

    fileprivate init(port: Int) {
        self.port = port
    }

    var address: String { "127.0.0.1:\(port)" }

    /// Refuses all new connections from now on.
    func shut() { state.withLock { $0.isShut = true } }
    func open() { state.withLock { $0.isShut = false } }
    var turnedAway: Int { state.withLock { $0.turnedAway } }

    /// Loses the next answers to COMMIT, each with its connection, after the server has sent them.
    func loseAnswersToCommit(_ count: Int) { state.withLock { $0.toLose = count } }
    var lostAnswers: Int { state.withLock { $0.lost } }

    /// Loses the next request of any client, with its connection, before the server has seen it.
    func loseNextRequest() { state.withLock { $0.losesNextRequest = true } }

    fileprivate func losesRequest() -> Bool {
        state.withLock { state in
            defer { state.losesNextRequest = false }
            return state.losesNextRequest
        }
    }

    fileprivate func letsIn() -> Bool {
        state.withLock { state in
            if state.isShut { state.turnedAway += 1 }
            return !state.isShut
        }
    }

    fileprivate func loses(_ answer: ByteBuffer) -> Bool {
        guard answer.readableBytesView.firstRange(of: Self.committed) != nil else { return false }
        return state.withLock { state in
            guard state.toLose > 0 else { return false }
            state.toLose -= 1
            state.lost += 1
            return true
        }
    }
}

/// An error for a server that no proxy can reach.
struct NoProxy: Error, CustomStringConvertible {
    let description: String
}

/// Opens a proxy to a server, given as `host:port`, for as long as `body` runs.
func withProxy<R: Sendable>(to server: String, _ body: (TCPProxy) async throws -> R) async throws -> R {
    let place = server.prefix { $0 != "," }.split(separator: ":")
    guard place.count == 2, let port = Int(place[1]) else {
        throw NoProxy(description: "\(server) is not host:port")
    }
    let listening = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture { try Side(wrappingChannelSynchronously: channel) }
        }
    let proxy = TCPProxy(port: listening.channel.localAddress?.port ?? 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await withThrowingDiscardingTaskGroup { carriers in
                try await listening.executeThenClose { arrivals in
                    for try await near in arrivals {
                        carriers.addTask { await proxy.carry(near, to: String(place[0]), port) }
                    }
                }
                carriers.cancelAll()
            }
        }
        defer { group.cancelAll() }
        return try await body(proxy)
    }
}

private typealias Side = NIOAsyncChannel<ByteBuffer, ByteBuffer>

extension TCPProxy {
    private struct Lost: Error {}

    /// Forwards bytes in both directions until either side has ended. The two sides find out for themselves how the
    /// connection ended.
    fileprivate func carry(_ near: NIOAsyncChannel<ByteBuffer, ByteBuffer>, to host: String, _ port: Int) async {
        do {
            try await near.executeThenClose { requests, toClient in
                guard letsIn() else { return }
                let far = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                    .connect(host: host, port: port) { channel in
                        channel.eventLoop.makeCompletedFuture { try Side(wrappingChannelSynchronously: channel) }
                    }
                try await far.executeThenClose { answers, toServer in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            for try await bytes in requests {
                                if self.losesRequest() { throw Lost() }
                                try await toServer.write(bytes)
                            }
                        }
                        group.addTask {
                            for try await bytes in answers {
                                if self.loses(bytes) { throw Lost() }
                                try await toClient.write(bytes)
                            }
                        }
                        defer { group.cancelAll() }
                        try await group.next()
                    }
                }
            }
        } catch {}
    }
}
