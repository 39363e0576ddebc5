import Events
import Messaging
import Postgres

/// Keeps the copies of contract periods and lead providers up to date.
struct CopyCatalogue: Sendable {
    private let catalogue = CatalogueStore()

    func contractPeriods(_ received: [Received<ContractPeriodUpdated>], _ transaction: Transaction) async throws {
        try await catalogue.save(received.map(\.event), in: transaction)
    }

    func leadProviders(_ received: [Received<LeadProviderUpdated>], _ transaction: Transaction) async throws {
        try await catalogue.save(received.map(\.event), in: transaction)
    }
}
