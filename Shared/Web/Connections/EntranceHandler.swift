import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Reports a connection and its first request to an ``Entrance``, and tells the client to leave when the entrance is
/// shut.
final class EntranceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let entrance: Entrance
    private var hasSpoken = false

    init(_ entrance: Entrance) {
        self.entrance = entrance
    }

    func handlerAdded(context: ChannelHandlerContext) {
        entrance.someoneEntered()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        speak()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { speak() }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(var head) = unwrapOutboundIn(data), entrance.isShut {
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        } else {
            context.write(data, promise: promise)
        }
    }

    private func speak() {
        guard !hasSpoken else { return }
        hasSpoken = true
        entrance.someoneSpoke()
    }
}
