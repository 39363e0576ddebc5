package import AsyncHTTPClient
package import Events
package import Foundation
package import Hummingbird
package import Logging
package import Messaging
package import NotificationsDomain
package import Postgres
package import ServiceLifecycle
package import Web

/// The parts of the notifications service, assembled: what it reads, what it serves and what it keeps running.
package struct NotificationsService: Sendable {
    package static let publishes: [Topic] = [.message]

    /// The subscriptions by name, with their topics; each is a consumer group.
    package static let reads: [(name: String, topics: [Topic])] = [("ects", [.ect]), ("schools", [.school])]

    package static func migrations() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }

    package let api: PublicAPI
    package let subscriptions: [Subscription]
    package let services: [any Service]
    private let operatorEndpoints: OperatorEndpoints

    /// - Parameters:
    ///   - callbackToken: The token that GOV.UK Notify sends with a delivery receipt; without a token all receipts are
    ///     refused.
    ///   - http: The HTTP client, which the service closes when it stops.
    package init(
        database: Database, outbox: Outbox, notify: NotifyClient, http: HTTPClient, callbackToken: String?,
        links: Links,
        policy: RetryPolicy, logger: Logger, now: @escaping @Sendable () -> Date
    ) {
        let alarm = Alarm()
        let planning = MessagePlanning(outbox: outbox, alarm: alarm, now: now)
        let sender = MessageSender(
            database: database, outbox: outbox, notify: notify, links: links, policy: policy, alarm: alarm,
            logger: logger, now: now)
        subscriptions = [Self.ects(planning), Self.schools(planning)]
        services = [
            NotifyTransport(http), sender,
            LedgerWatch(database: database, forget: Forgetting(database: database, now: now), logger: logger),
        ]
        operatorEndpoints = OperatorEndpoints(database: database)
        let receipts = ReceiptsEndpoint(
            recordingAt: ReceiptDesk(database: database, outbox: outbox, policy: policy, now: now), token: callbackToken
        )
        api = PublicAPI(Self.router(receipts), problems: .plain)
    }

    package func addOperatorRoutes(to router: Router<WebRequestContext>) {
        operatorEndpoints.add(to: router)
    }

    static func router(_ receipts: ReceiptsEndpoint) -> Router<WebRequestContext> {
        let router = Router.answering(with: .plain, context: WebRequestContext.self)
        router.post("/notify/receipts") { request, context in try await receipts(request, context) }
        return router
    }

    static func ects(_ planning: MessagePlanning) -> Subscription {
        let follow = FollowECTs(planning: planning)
        var subscription = Subscription("ects")
        subscription.on(
            anyOf: [
                Variant(ECTRegistered.self, as: { ECTNews.registered($0) }),
                Variant(ECTLeftSchool.self, as: { ECTNews.left($0) }),
                Variant(ECTNameCorrected.self, as: { ECTNews.nameCorrected($0) }),
            ],
            performAll: { try await follow($0, $1) })
        return subscription
    }

    static func schools(_ planning: MessagePlanning) -> Subscription {
        var subscription = Subscription("schools", maximumBatch: 1_000)
        subscription.on(SchoolUpdated.self, performAll: FollowSchools(planning: planning).callAsFunction)
        return subscription
    }
}
