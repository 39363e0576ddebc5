package import Hummingbird
import NIOCore

/// The context of a request to one of our routers.
package struct WebRequestContext: RequestContext, PeerContext {
    package var coreContext: CoreRequestContextStorage
    /// `nil` where there is no network, as in router tests.
    package let peer: PeerAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress.flatMap(PeerAddress.init)
    }

    package var maxUploadSize: Int { Request.longestBody }
}

/// A context that knows its peer, as limits by address require.
package protocol PeerContext {
    var peer: PeerAddress? { get }
}
