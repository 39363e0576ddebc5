import ArgumentParser
import Bootstrap
import Events
import IdentityProof
import IdentityService
import Postgres

@main
struct Identity: AsyncParsableCommand {
    static let configuration = ServiceCommand<IdentityMicroservice>.configuration(
        adding: [ImportPersons.self, GeneratePersons.self])
}

/// The parts that this executable adds to its service module.
enum IdentityMicroservice: Microservice {
    static let name = "identity"
    static let summary = "Follows the Teaching Record System and answers whether a person is who a school says."
    static let publishes = IdentityService.publishes
    static let reads = IdentityService.reads.map { Reading($0.name, $0.topics) }
    static var migrations: [Migration] { get throws { try IdentityService.migrations() } }

    static func start(_ context: BootContext, as configuration: Void) async throws -> Parts {
        let service = IdentityService(
            database: context.database, outbox: context.outbox, producer: context.producer, now: context.now)
        return Parts(
            operatorRoutes: { service.addOperatorRoutes(to: $0) }, subscriptions: service.subscriptions)
    }
}
