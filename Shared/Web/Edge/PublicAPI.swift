package import Hummingbird
package import ServiceLifecycle

/// A public HTTP API, ready to be served. Whatever its context, it is wrapped in an ``Edge``.
package struct PublicAPI: Sendable {
    /// Makes the server that listens as the listener says.
    package let server: @Sendable (HTTPListener) -> any Service

    /// Creates an API from its router. Make the router with `Router.answering(with:)`, so that a missing route has the
    /// form of the API.
    package init<Context: RequestContext>(_ router: Router<Context>, problems: ProblemBodies)
    where Context: InitializableFromSource<ApplicationRequestContextSource> {
        let edge = Edge(router.buildResponder(), problems: problems, trace: .fresh)
        server = { listener in listener.serving(edge) }
    }
}
