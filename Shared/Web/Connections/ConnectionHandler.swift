import Metrics
import NIOCore
import NIOHTTPTypes

/// Enforces the ``ConnectionLimits`` of a connection, and closes it only once its answers have left.
///
/// A channel that is closed drops what waits to be written. A connection is closed as soon as the last part of its
/// answer was handed over if the server stops, or if the client has said that it sends no more. Most of a large answer
/// would be lost.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let open: OpenConnections
    private let glance: TimeAmount
    private var patience: ConnectionPatience
    private var waiting = ConnectionPatience.Waiting.nobody
    private var looking: Scheduled<Void>?
    /// Whether the client sends no more. To close the output then closes the connection at once.
    private var isInputClosed = false

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
            channel.triggerUserOutboundEvent(ConnectionEnding.displaced, promise: nil)
        }
        guard isAdmitted else { return end(context, as: .full) }
        lookLater(at: channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        looking?.cancel()
        looking = nil
        open.closed(ObjectIdentifier(context.channel))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        patience.read(unwrapInboundIn(data))
        tellWhoWaits(context.channel)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        patience.wrote(part, at: .now)
        guard case .end = part else { return context.write(data, promise: promise) }
        let channel = context.channel
        let taken = promise ?? context.eventLoop.makePromise()
        taken.futureResult.assumeIsolated().whenSuccess { [self] in
            patience.tookAnswer(at: .now)
            tellWhoWaits(channel)
            if patience.mayClose { channel.close(promise: nil) }
        }
        context.write(data, promise: taken)
        tellWhoWaits(channel)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? ChannelEvent {
        case .inputClosed: isInputClosed = true
        case .outputClosed:
            patience.closedOutput(at: .now)
            tellWhoWaits(context.channel)
        case nil: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .all || (mode == .output && isInputClosed),
            patience.isToClose(at: .now, hurries: mode == .all)
        else { return context.close(mode: mode, promise: promise) }
        if let promise { context.channel.closeFuture.cascade(to: promise) }
    }

    /// Ends the connection at once if the event is a ``ConnectionEnding``, whatever waits to be written.
    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let ending = event as? ConnectionEnding else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        end(context, as: ending, promise: promise)
    }

    private func lookLater(at channel: any Channel) {
        looking = channel.eventLoop.assumeIsolated().scheduleTask(in: glance) { [self] in look(at: channel) }
    }

    private func look(at channel: any Channel) {
        guard channel.isActive, let options = channel.syncOptions else { return }
        // Without the option nothing is known to wait, and the connection gets the time that it has between two
        // requests.
        let untaken = (try? options.getOption(.bufferedWritableBytes)) ?? 0
        let ending = patience.ending(at: .now, untaken: untaken)
        tellWhoWaits(channel)
        guard let ending else { return lookLater(at: channel) }
        channel.triggerUserOutboundEvent(ending, promise: nil)
    }

    private func tellWhoWaits(_ channel: any Channel) {
        guard patience.waiting != waiting else { return }
        waiting = patience.waiting
        open.changed(ObjectIdentifier(channel), to: waiting)
    }

    private func end(
        _ context: ChannelHandlerContext, as ending: ConnectionEnding, promise: EventLoopPromise<Void>? = nil
    ) {
        Counter(label: "http_connections_ended_total", dimensions: [("reason", ending.rawValue)]).increment()
        context.close(promise: promise)
    }
}
