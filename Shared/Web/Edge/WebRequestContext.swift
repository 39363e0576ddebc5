package import Hummingbird
import NIOCore

/// The context of a request to a router of ours.
package struct WebRequestContext: RequestContext, RemoteAddressContext {
    package var coreContext: CoreRequestContextStorage
    /// The address of the peer without its port; nil where there is no network, as in router tests.
    package let remoteAddress: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress
    }

    /// 256 KiB, for bodies that are decoded.
    package var maxUploadSize: Int { 256 * 1024 }
}

/// A context that knows its peer, which limits by address need.
package protocol RemoteAddressContext {
    var remoteAddress: String? { get }
}
