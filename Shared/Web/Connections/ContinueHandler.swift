import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Asks for the body of a request whose client waits for `100 Continue`.
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

    /// Returns whether to ask for the body. A client that announces too large a body is refused at once.
    private func waitsToBeAsked(_ fields: HTTPFields) -> Bool {
        guard fields[.expect]?.lowercased() == "100-continue" else { return false }
        return fields[.contentLength].flatMap { Int($0) }.map { $0 <= Request.longestBody } ?? true
    }
}
