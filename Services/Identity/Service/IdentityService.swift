package import Events
package import Foundation
package import Hummingbird
import IdentityDomain
package import Kafka
package import Messaging
package import Postgres
package import Web

/// The parts of the identity service, assembled.
package struct IdentityService: Sendable {
    package static let publishes: [Topic] = [.teacher, .lookupReply]

    /// The subscriptions by name, with their topics; each is a consumer group.
    package static let reads: [(name: String, topics: [Topic])] = [
        ("persons", [.trsPerson]), ("lookups", [.lookupRequest]),
    ]

    package static func migrations() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }

    package let subscriptions: [Subscription]
    private let database: Database

    package init(
        database: Database, outbox: Outbox, producer: KafkaProducer, now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        let answer = AnswerLookups(database: database, send: { _ = try await producer.send($0) }, now: now)
        subscriptions = [Self.persons(outbox: outbox, now: now), Self.lookups(answer)]
    }

    /// Adds the read endpoints for operators.
    package func addOperatorRoutes(to router: Router<WebRequestContext>) {
        router.get("/teachers/{trn}", use: TeacherEndpoint(database: database).callAsFunction)
        router.get("/lookup-keys", use: LookupKeysEndpoint(database: database).callAsFunction)
    }

    package static func persons(outbox: Outbox, now: @escaping @Sendable () -> Date) -> Subscription {
        let follow = FollowTRS(outbox: outbox, now: now)
        var subscription = Subscription("persons", maximumBatch: 2_000)
        subscription.on(
            anyOf: [
                Variant(PersonUpdated.self, as: Observation.init),
                Variant(PersonDeactivated.self, as: Observation.init),
                Variant(PersonReactivated.self, as: Observation.init),
                Variant(PersonMerged.self, as: Observation.init), Variant(PersonNotFound.self, as: Observation.init),
            ],
            performAll: { try await follow($0, $1) })
        return subscription
    }

    /// Returns the subscription that answers lookups.
    ///
    /// All work happens before the transaction. The transaction only marks the requests as read, so it has nothing to
    /// repeat.
    static func lookups(_ answer: AnswerLookups) -> Subscription {
        var subscription = Subscription("lookups", inbox: .leftToHandler, maximumBatch: 500)
        subscription.on(
            LookupRequested.self, preparing: { try await answer($0) }, performAll: { _, _, _ in })
        return subscription
    }
}
