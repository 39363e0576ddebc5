import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that listens in place of GOV.UK Notify.
final class Stranger: Sendable {
    enum Conduct: Sendable {
        /// Accepts connections and sends nothing.
        case isSilent
        /// Answers like a server that does not speak TLS.
        case answersInTheClear
        /// Ends the connection once it has read something.
        case hangsUp
    }

    let conduct: Conduct
    /// Whether it presents ``TestCertificate``; otherwise it does not speak TLS.
    let isSecured: Bool
    private let bytes = Mutex(0)

    init(_ conduct: Conduct, isSecured: Bool) {
        self.conduct = conduct
        self.isSecured = isSecured
    }

    /// The number of bytes that it has read, not counting those of TLS.
    var bytesRead: Int { bytes.withLock { $0 } }

    fileprivate func take(_ channel: any Channel) throws {
        if isSecured {
            let context = try NIOSSLContext(configuration: TestCertificate.server())
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
        try channel.pipeline.syncOperations.addHandler(Ear(self))
    }

    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let stranger: Stranger
        private var hasHeard = false

        init(_ stranger: Stranger) {
            self.stranger = stranger
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let count = unwrapInboundIn(data).readableBytes
            stranger.bytes.withLock { $0 += count }
            hasHeard = true
        }

        /// By now nothing is left unread. Closing with unread bytes would reset the connection.
        func channelReadComplete(context: ChannelHandlerContext) {
            guard hasHeard else { return }
            switch stranger.conduct {
            case .isSilent: break
            case .answersInTheClear:
                let greeting = context.channel.allocator.buffer(string: "220 mail.example is ready\r\n")
                context.writeAndFlush(wrapOutboundOut(greeting), promise: nil)
            case .hangsUp: context.close(promise: nil)
            }
        }
    }
}

/// Runs a stranger on a free port of this machine for as long as `body` runs.
func withStranger<R: Sendable>(
    _ conduct: Stranger.Conduct, isSecured: Bool = false,
    _ body: (Stranger, _ port: Int) async throws -> R
) async throws -> R {
    let stranger = Stranger(conduct, isSecured: isSecured)
    let listening = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try stranger.take(channel) }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let outcome: Result<R, any Error>
    do {
        outcome = .success(try await body(stranger, listening.localAddress?.port ?? 0))
    } catch {
        outcome = .failure(error)
    }
    try await listening.close().get()
    return try outcome.get()
}
