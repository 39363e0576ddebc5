package import Hummingbird
package import Messaging
package import ServiceLifecycle
package import Web

/// What a service consists of while it serves.
package struct Parts {
    /// HTTP for the public, on `HTTP_PORT`.
    package var publicAPI: PublicAPI?
    /// Routes on `INTERNAL_PORT` beside health and metrics, such as JSON reads for operators.
    package var operatorRoutes: ((Router<WebRequestContext>) -> Void)?
    /// Each gets a consumer and a ``Subscriber``.
    package var subscriptions: [Subscription]
    /// Started before the subscriptions and stopped after them: questions, senders, sweepers.
    package var services: [any Service]
    /// Conditions that `/health/ready` checks in addition to the database.
    package var readiness: [ReadinessCheck]

    package init(
        publicAPI: PublicAPI? = nil,
        operatorRoutes: ((Router<WebRequestContext>) -> Void)? = nil,
        subscriptions: [Subscription] = [],
        services: [any Service] = [],
        readiness: [ReadinessCheck] = []
    ) {
        self.publicAPI = publicAPI
        self.operatorRoutes = operatorRoutes
        self.subscriptions = subscriptions
        self.services = services
        self.readiness = readiness
    }
}
