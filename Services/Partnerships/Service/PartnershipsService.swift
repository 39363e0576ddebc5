package import Events
package import Foundation
package import Hummingbird
package import Logging
package import Messaging
package import Postgres
package import ServiceLifecycle
package import Web

/// The assembled service: what it reads, what it serves and what it keeps running.
package struct PartnershipsService: Sendable {
    package static let publishes: [Topic] = [.catalogue, .partnership, .training]

    /// The subscriptions by name, with their topics. Each is a consumer group.
    package static let reads: [(name: String, topics: [Topic])] = [
        ("schools", [.school]), ("ects", [.ect]), ("teachers", [.teacher]),
    ]

    package static func migrations() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }

    package let api: PublicAPI
    private let waitingTraining: WaitingTrainingEndpoint
    package let subscriptions: [Subscription]
    package let services: [any Service]

    package init(
        database: Database, outbox: Outbox, limits: RequestLimits = RequestLimits(), logger: Logger,
        now: @escaping @Sendable () -> Date
    ) {
        let projector = DocumentProjector(now: now)
        let due = DueDocuments(database: database, projector: projector, logger: logger)
        let routes = LeadProviderAPI(
            database: database, projector: projector, due: due,
            writing: PartnershipWriting(database: database, outbox: outbox, projector: projector, now: now), now: now,
            limits: limits)
        api = PublicAPI(routes.router(), problems: .plain)
        waitingTraining = WaitingTrainingEndpoint(database: database)
        services = [due, WaitingTrainingWatch(database: database, logger: logger, now: now)]
        subscriptions = [
            Self.schools(projector), Self.ects(projector, outbox: outbox, now: now), Self.teachers(projector, now: now),
        ]
    }

    /// Adds the routes from which operators read, on the internal port.
    package func addOperatorRoutes(to router: Router<WebRequestContext>) {
        router.get("/training/waiting", use: waitingTraining.list)
    }

    static func schools(_ projector: DocumentProjector) -> Subscription {
        var subscription = Subscription("schools")
        subscription.on(SchoolUpdated.self, performAll: ProjectOnSchoolUpdate(projector: projector).callAsFunction)
        return subscription
    }

    static func ects(
        _ projector: DocumentProjector, outbox: Outbox, now: @escaping @Sendable () -> Date
    ) -> Subscription {
        var subscription = Subscription("ects")
        let follow = FollowPlacements(projector: projector, outbox: outbox, now: now)
        subscription.on(
            anyOf: [
                Variant(ECTRegistered.self, as: { PlacementEvent.registered($0) }),
                Variant(ECTLeftSchool.self, as: { PlacementEvent.left($0) }),
            ],
            performAll: { try await follow($0, $1) })
        return subscription
    }

    static func teachers(_ projector: DocumentProjector, now: @escaping @Sendable () -> Date) -> Subscription {
        var subscription = Subscription("teachers")
        subscription.on(
            TeacherUpdated.self, performAll: ProjectOnTeacherUpdate(projector: projector, now: now).callAsFunction)
        return subscription
    }
}
