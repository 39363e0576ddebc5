package import Events
package import Foundation
package import Hummingbird
package import IdentityProof
package import Kafka
package import Logging
package import Messaging
package import Postgres
package import RegistrationDomain
package import ServiceLifecycle
import Vocabulary
package import Web

/// The parts of the registration service, assembled.
package struct RegistrationService: Sendable {
    package static let publishes: [Topic] = [.commandOutcome, .ect, .school, .lookupRequest]
    package static let listensTo: [Topic] = [.lookupReply]

    /// The subscriptions by name, with their topics; each is a consumer group.
    package static let reads: [(name: String, topics: [Topic])] = [
        ("establishments", [.giasEstablishment, .giasLink]), ("catalogue", [.catalogue]), ("teachers", [.teacher]),
        ("training", [.training]), ("commands", [.command]),
    ]

    package static func migrations() throws -> [Migration] {
        try Migration.all(in: Bundle.module.bundleURL.appendingPathComponent("Migrations"))
    }

    package let subscriptions: [Subscription]
    package let services: [any Service]
    private let database: Database

    package init(
        database: Database, outbox: Outbox, producer: KafkaProducer, kafka: KafkaSettings, opener: ProofOpener,
        keys: LookupKeys, closures: RegistrationClosures, logger: Logger, now: @escaping @Sendable () -> Date
    ) throws {
        self.database = database
        let questions = try Questions<LookupRequested, LookupAnswered>(
            .init(question: { $0.requestID }, answer: { $0.requestID }, replyTo: { $0.replyTo }),
            service: "registration", kafka: kafka, producer: producer, logger: logger)
        let checking = IdentityChecking(
            opener: opener, keys: keys, ask: { try await questions.ask($0, causedBy: $1, within: $2) },
            replyTo: questions.replyTo, now: now)
        let ids = ([keys.current] + keys.earlier).map(\.id.rawValue).joined(separator: ", ")
        logger.info("Proofs of identity are digested with the lookup keys.", metadata: ["lookup_keys": "\(ids)"])
        services = [questions]
        subscriptions = [
            Self.establishments(outbox: outbox, now: now), Self.catalogue(), Self.teachers(), Self.training(),
            Self.commands(checking, closures: closures, outbox: outbox, now: now),
        ]
    }

    /// Adds the read endpoints for operators.
    package func addOperatorRoutes(to router: Router<WebRequestContext>) {
        Self.addOperatorRoutes(to: router, reading: database)
    }

    static func addOperatorRoutes(to router: Router<WebRequestContext>, reading database: Database) {
        OperatorEndpoints(reads: OperatorReads(database: database)).addRoutes(to: router)
        AuditEndpoints(reads: AuditReads(database: database)).addRoutes(to: router)
    }

    static func establishments(outbox: Outbox, now: @escaping @Sendable () -> Date) -> Subscription {
        let follow = FollowGIAS(outbox: outbox, now: now)
        let links = FollowLinks()
        var subscription = Subscription("establishments", maximumBatch: 1_000)
        subscription.on(EstablishmentUpdated.self, performAll: { try await follow($0, $1) })
        subscription.on(EstablishmentLinksUpdated.self, performAll: { try await links($0, $1) })
        return subscription
    }

    static func catalogue() -> Subscription {
        let copy = CopyCatalogue()
        var subscription = Subscription("catalogue")
        subscription.on(ContractPeriodUpdated.self, performAll: { try await copy.contractPeriods($0, $1) })
        subscription.on(LeadProviderUpdated.self, performAll: { try await copy.leadProviders($0, $1) })
        return subscription
    }

    static func teachers() -> Subscription {
        let copy = CopyTeachers()
        var subscription = Subscription("teachers", maximumBatch: 1_000)
        subscription.on(TeacherUpdated.self, performAll: { try await copy($0, $1) })
        return subscription
    }

    static func training() -> Subscription {
        let follow = FollowTraining()
        var subscription = Subscription("training")
        subscription.on(TrainingExpressionOfInterestMade.self, performAll: { try await follow.recordInterest($0, $1) })
        subscription.on(TrainingConfirmed.self, performAll: { try await follow.recordConfirmed($0, $1) })
        subscription.on(SchoolLedTrainingStarted.self, performAll: { try await follow.recordSchoolLed($0, $1) })
        subscription.on(TrainingFinished.self, performAll: { try await follow.recordFinished($0, $1) })
        subscription.on(TrainingCancelled.self, performAll: { try await follow.recordCancelled($0, $1) })
        subscription.on(TrainingRefused.self, performAll: { try await follow.recordRefused($0, $1) })
        return subscription
    }

    /// Returns the subscription that carries out commands. The command table is the record of what was handled, and
    /// distinguishes repeats from conflicts.
    static func commands(
        _ checking: IdentityChecking, closures: RegistrationClosures, outbox: Outbox,
        now: @escaping @Sendable () -> Date
    ) -> Subscription {
        let desk = CommandDesk(outbox: outbox)
        let register = RegisterTeachers(desk: desk, outbox: outbox, closures: closures, now: now)
        let leave = ReportTeachersLeaving(desk: desk, outbox: outbox, now: now)
        let appoint = SetInductionTutors(desk: desk, outbox: outbox, now: now)
        var subscription = Subscription("commands", inbox: .leftToHandler, maximumBatch: 300)
        subscription.on(
            RegisterECT.self, preparing: { try await checking($0) },
            performAll: { try await register($0, $1, $2) })
        subscription.on(ReportLeaving.self, performAll: { try await leave($0, $1) })
        subscription.on(SetInductionTutor.self, performAll: { try await appoint($0, $1) })
        return subscription
    }
}
