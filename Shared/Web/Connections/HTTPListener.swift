package import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore

/// Where and how a server listens.
package struct HTTPListener: Sendable {
    package var host: String
    /// 0 takes a free port.
    package var port: Int
    package var limits: ConnectionLimits
    package var eventLoopGroup: any EventLoopGroup
    package var logger: Logger
    /// The way in, to be shut before the server stops.
    package let entrance: Entrance
    /// Called once with the bound port.
    package var onListening: @Sendable (_ port: Int) async -> Void = { _ in }

    package init(
        host: String, port: Int, limits: ConnectionLimits = ConnectionLimits(), eventLoopGroup: any EventLoopGroup,
        logger: Logger
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        entrance = Entrance(logger: logger)
    }

    /// Returns a server for a responder, with our limits: a head of 16 KiB and 64 fields.
    package func serving<Responder: HTTPResponder>(_ responder: Responder) -> Application<Responder>
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        var decoding = HTTP1Channel.Configuration.DecoderConfiguration()
        decoding.maxHeaderFieldSize = 16 * 1_024
        decoding.maxHeaderListSize = 16 * 1_024
        decoding.maxHeaderFieldCount = 64
        let (onListening, entrance, limits) = (onListening, entrance, limits)
        let open = OpenConnections(limits)
        return Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        ContinueHandler(), EntranceHandler(entrance), BareResponseHeaders(),
                        ConnectionHandler(limits, among: open),
                    ],
                    httpDecoderConfiguration: decoding
                )),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { listener in
                entrance.opens(on: listener)
                await onListening(listener.localAddress?.port ?? 0)
            },
            eventLoopGroupProvider: .shared(eventLoopGroup),
            logger: logger
        )
    }
}
