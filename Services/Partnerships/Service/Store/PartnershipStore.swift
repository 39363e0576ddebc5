import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of school partnerships.
struct PartnershipStore: Sendable {
    func atSchools(_ urns: Set<URN>, in transaction: Transaction) async throws -> [Partnership] {
        guard !urns.isEmpty else { return [] }
        return try await load("urn = ANY(\(Array(urns)))", in: transaction)
    }

    func load(_ ids: Set<PartnershipID>, in transaction: Transaction) async throws -> [Partnership] {
        guard !ids.isEmpty else { return [] }
        return try await load("id = ANY(\(Array(ids)))", in: transaction)
    }

    func with(
        _ leadProviders: Set<LeadProviderID>, _ deliveryPartners: Set<DeliveryPartnerID>, in transaction: Transaction
    ) async throws -> [Partnership] {
        guard !leadProviders.isEmpty || !deliveryPartners.isEmpty else { return [] }
        return try await load(
            """
            lead_provider_id = ANY(\(Array(leadProviders))) OR delivery_partner_id = ANY(\(Array(deliveryPartners)))
            """, in: transaction)
    }

    func insert(_ partnership: Partnership, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            INSERT INTO partnership (id, urn, lead_provider_id, delivery_partner_id, contract_period, created_at)
            VALUES (\(partnership.id), \(partnership.urn), \(partnership.leadProviderID),
                \(partnership.deliveryPartnerID), \(partnership.contractPeriod.rawValue), \(partnership.createdAt))
            """)
    }

    func saveDeliveryPartner(of partnership: Partnership, in transaction: Transaction) async throws {
        try await transaction.execute(
            """
            UPDATE partnership SET delivery_partner_id = \(partnership.deliveryPartnerID) WHERE id = \(partnership.id)
            """)
    }

    private func load(_ condition: SQL, in transaction: Transaction) async throws -> [Partnership] {
        try await transaction.query(
            """
            SELECT id, urn, contract_period, lead_provider_id, delivery_partner_id, created_at
            FROM partnership WHERE \(condition) ORDER BY created_at, id
            """, as: (PartnershipID, URN, Int, LeadProviderID, DeliveryPartnerID, Instant).self
        ).map {
            Partnership(
                id: $0.0, urn: $0.1, contractPeriod: ContractPeriodYear(rawValue: $0.2), leadProviderID: $0.3,
                deliveryPartnerID: $0.4, createdAt: $0.5)
        }
    }
}
