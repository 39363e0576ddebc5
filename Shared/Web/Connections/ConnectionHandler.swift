import Metrics
import NIOCore
import NIOHTTPTypes

/// Keeps a connection to its ``ConnectionLimits``.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let open: OpenConnections
    private let glance: TimeAmount
    private var patience: ConnectionPatience
    private var isIdle = true
    private var looking: Scheduled<Void>?

    init(_ limits: ConnectionLimits, among open: OpenConnections) {
        self.open = open
        glance = TimeAmount(limits.glance)
        patience = ConnectionPatience(limits, at: .now)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { enter(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        enter(context)
        context.fireChannelActive()
    }

    private func enter(_ context: ChannelHandlerContext) {
        let channel = context.channel
        let isAdmitted = open.admit(ObjectIdentifier(channel), of: channel.remoteAddress.flatMap(PeerAddress.init)) {
            Self.end(channel, as: .displaced)
        }
        guard isAdmitted else { return Self.end(channel, as: .full) }
        lookLater(at: channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        looking?.cancel()
        looking = nil
        open.closed(ObjectIdentifier(context.channel))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        patience.read(unwrapInboundIn(data))
        tellIfIdle(context.channel)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        patience.wrote(unwrapOutboundIn(data), at: .now)
        context.write(data, promise: promise)
        tellIfIdle(context.channel)
    }

    private func lookLater(at channel: any Channel) {
        looking = channel.eventLoop.assumeIsolated().scheduleTask(in: glance) { [self] in look(at: channel) }
    }

    private func look(at channel: any Channel) {
        guard channel.isActive, let options = channel.syncOptions else { return }
        // Without the option nothing is known to wait, and the connection has its time between two requests.
        let untaken = (try? options.getOption(.bufferedWritableBytes)) ?? 0
        let ending = patience.ending(at: .now, untaken: untaken)
        tellIfIdle(channel)
        guard let ending else { return lookLater(at: channel) }
        Self.end(channel, as: ending)
    }

    private func tellIfIdle(_ channel: any Channel) {
        guard patience.isIdle != isIdle else { return }
        isIdle = patience.isIdle
        isIdle ? open.becomesIdle(ObjectIdentifier(channel)) : open.becomesBusy(ObjectIdentifier(channel))
    }

    private static func end(_ channel: any Channel, as ending: ConnectionEnding) {
        Counter(label: "http_connections_ended_total", dimensions: [("reason", ending.rawValue)]).increment()
        channel.close(promise: nil)
    }
}
