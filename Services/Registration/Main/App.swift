import ArgumentParser
import Bootstrap
import Events
import IdentityProof
import Postgres
import RegistrationDomain
import RegistrationService

@main
struct Registration: AsyncParsableCommand {
    static let configuration = ServiceCommand<RegistrationMicroservice>.configuration(
        adding: [
            ImportEstablishments.self, ImportAppropriateBodies.self, SendCommand.self, ProofKeys.self, Schools.self,
        ])
}

/// The parts that this executable adds to its service module: only settings.
enum RegistrationMicroservice: Microservice {
    static let name = "registration"
    static let summary = "Keeps schools and their teachers, and carries out what schools ask for."
    static let publishes = RegistrationService.publishes
    static let reads = RegistrationService.reads.map { Reading($0.name, $0.topics) }
    static let listensTo = RegistrationService.listensTo
    static var migrations: [Migration] { get throws { try RegistrationService.migrations() } }
    static let settings = [
        ProofSettings.lookupKeys.documentation, ProofSettings.keys.documentation,
        RegistrationSettings.closures.documentation,
    ]

    struct Configuration: Sendable {
        let opener: ProofOpener
        let keys: LookupKeys
        let closures: RegistrationClosures
    }

    static func configuration(from settings: Settings) throws -> Configuration {
        Configuration(
            opener: try settings.value(of: ProofSettings.keys), keys: try settings.value(of: ProofSettings.lookupKeys),
            closures: try settings.valueIfSet(of: RegistrationSettings.closures) ?? .never)
    }

    static func start(_ context: BootContext, as configuration: Configuration) async throws -> Parts {
        let service = try RegistrationService(
            database: context.database, outbox: context.outbox, producer: context.producer, kafka: context.kafka,
            opener: configuration.opener, keys: configuration.keys, closures: configuration.closures,
            logger: context.logger, now: context.now)
        return Parts(
            operatorRoutes: { service.addOperatorRoutes(to: $0) }, subscriptions: service.subscriptions,
            services: service.services)
    }
}
