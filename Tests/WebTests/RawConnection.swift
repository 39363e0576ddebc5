import NIOCore
import NIOPosix
import Synchronization

/// A connection over which a test sends any bytes and reads as slowly as it likes.
final class RawConnection: Sendable {
    private final class Receiver: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let text = Mutex("")
        let count = Atomic(0)

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            count.add(buffer.readableBytes, ordering: .sequentiallyConsistent)
            text.withLock { if $0.utf8.count < 10_000 { $0 += String(buffer: buffer) } }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }

    private let channel: any Channel
    private let receiver: Receiver
    private let closed: Mutex<Bool>

    private init(_ channel: any Channel, _ receiver: Receiver) {
        self.channel = channel
        self.receiver = receiver
        closed = Mutex(false)
        channel.closeFuture.whenComplete { [weak self] _ in self?.closed.withLock { $0 = true } }
    }

    /// Opens a connection.
    ///
    /// - Parameters:
    ///   - isReading: Whether everything is read as it arrives; if not, ``read()`` reads a little at a time.
    ///   - staysOpen: Whether the connection stays open when the server has no more to send. Sending then shows whether
    ///     the server has closed it too.
    static func open(to port: Int, isReading: Bool = true, staysOpen: Bool = false) async throws -> RawConnection {
        let receiver = Receiver()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: isReading)
            .channelOption(.allowRemoteHalfClosure, value: staysOpen)
            .channelOption(.socketOption(.so_rcvbuf), value: 16 * 1_024)
            .channelInitializer { $0.pipeline.addHandler(receiver) }
            .connect(host: "127.0.0.1", port: port).get()
        return RawConnection(channel, receiver)
    }

    /// Returns whether a connection is accepted.
    static func isTaken(at port: Int) async -> Bool {
        do {
            try await open(to: port).channel.close(promise: nil)
            return true
        } catch {
            return false
        }
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Sends without waiting for room if the server accepts nothing.
    func sendWithoutWaiting(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    /// Ends the direction from this client to the server.
    func sendNoMore() async throws {
        try await channel.close(mode: .output)
    }

    func read() { channel.read() }

    /// Reads everything from now on, as it arrives.
    func readAll() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// The received text, or only its beginning if it is long.
    var received: String { receiver.text.withLock { $0 } }
    var receivedBytes: Int { receiver.count.load(ordering: .sequentiallyConsistent) }
    var isClosed: Bool { closed.withLock { $0 } }

    func close() async throws {
        guard !isClosed else { return }
        try await channel.close()
    }
}
