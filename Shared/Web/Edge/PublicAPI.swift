package import Hummingbird
package import ServiceLifecycle

/// A public HTTP API, ready to be served: whatever its context, it is wrapped in an ``Edge``.
package struct PublicAPI: Sendable {
    /// Makes the server that listens as told.
    package let server: @Sendable (HTTPListener) -> any Service

    /// An API from its router, which `Router.answering(with:)` makes so that a missing route has the form of the API.
    package init<Context: RequestContext>(_ router: Router<Context>, problems: ProblemBodies)
    where Context: InitializableFromSource<ApplicationRequestContextSource> {
        let edge = Edge(router.buildResponder(), problems: problems, trace: .fresh)
        server = { listener in listener.serving(edge) }
    }
}
