import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Adds the security headers to responses that never pass an ``Edge``: the server itself answers malformed requests.
final class BareResponseHeaders: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            SecurityHeaders.api.apply(to: &head.headerFields)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body, .end:
            context.write(data, promise: promise)
        }
    }
}
