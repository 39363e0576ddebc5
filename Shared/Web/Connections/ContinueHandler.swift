import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Asks for the body of a request whose client waits to be asked.
///
/// Such a client sends its body unasked after a second or so; until then its request would stand still.
final class ContinueHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let request) = unwrapInboundIn(data), waitsToBeAsked(request.headerFields) {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }

    /// Whoever announces too much is refused at once.
    private func waitsToBeAsked(_ fields: HTTPFields) -> Bool {
        guard fields[.expect]?.lowercased() == "100-continue" else { return false }
        return fields[.contentLength].flatMap { Int($0) }.map { $0 <= Request.longestBody } ?? true
    }
}
