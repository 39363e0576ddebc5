import ArgumentParser
import Bootstrap
import Events
import PartnershipsService
import Postgres

@main
struct Partnerships: AsyncParsableCommand {
    static let configuration = ServiceCommand<PartnershipsMicroservice>.configuration(
        adding: [ImportCatalogue.self, Tokens.self, Documents.self])
}

/// The settings that this executable adds to its service module, and nothing more.
enum PartnershipsMicroservice: Microservice {
    static let name = "partnerships"
    static let summary = "Keeps partnerships and training, and serves lead providers."
    static let publishes = PartnershipsService.publishes
    static let reads = PartnershipsService.reads.map { Reading($0.name, $0.topics) }
    static var migrations: [Migration] { get throws { try PartnershipsService.migrations() } }
    static let settings = [tokenLimit.documentation, addressLimit.documentation]
    static let servesPublicAPI = true

    static let tokenLimit = Setting.number(
        "API_REQUESTS_PER_FIVE_MINUTES", "How many requests a token of a lead provider may make in five minutes.",
        default: RequestLimits().ofToken, in: 1...10_000_000)
    static let addressLimit = Setting.number(
        "API_REQUESTS_PER_ADDRESS",
        "How many requests may come from one address in five minutes. Behind a proxy, which has one address: raise it.",
        default: RequestLimits().ofAddress, in: 1...10_000_000)

    static func configuration(from settings: Settings) throws -> RequestLimits {
        RequestLimits(
            ofToken: try settings.value(of: tokenLimit), ofAddress: try settings.value(of: addressLimit))
    }

    static func start(_ context: BootContext, as limits: RequestLimits) async throws -> Parts {
        let service = PartnershipsService(
            database: context.database, outbox: context.outbox, limits: limits, logger: context.logger, now: context.now
        )
        return Parts(
            publicAPI: service.api, operatorRoutes: { service.addOperatorRoutes(to: $0) },
            subscriptions: service.subscriptions, services: service.services)
    }
}
