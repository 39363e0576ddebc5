import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A store that reads what lead providers are contracted for.
struct CatalogueStore: Sendable {
    /// Loads the part of the catalogue that opening training needs; some two hundred rows.
    func load(in transaction: Transaction) async throws -> Catalogue {
        let periods = try await contractPeriods(in: transaction)
        let schedules = try await transaction.query(
            "SELECT contract_period, identifier FROM schedule", as: (Int, String).self)
        let providers = try await transaction.query(
            """
            SELECT p.id, p.name, coalesce(array_agg(a.contract_period) FILTER (WHERE a.contract_period IS NOT NULL), '{}')
            FROM lead_provider p LEFT JOIN active_lead_provider a ON a.lead_provider_id = p.id
            GROUP BY p.id
            """, as: (LeadProviderID, String, [Int]).self)
        return Catalogue(
            periods: ContractPeriods(periods),
            schedules: Dictionary(grouping: schedules, by: { ContractPeriodYear(rawValue: $0.0) })
                .mapValues { Set($0.compactMap { ScheduleIdentifier(rawValue: $0.1) }) },
            leadProviders: Dictionary(
                uniqueKeysWithValues: providers.map { id, name, years in
                    (
                        id,
                        Catalogue.LeadProvider(name: name, activeIn: Set(years.map(ContractPeriodYear.init(rawValue:))))
                    )
                }))
    }

    func contractPeriods(in transaction: Transaction) async throws -> [ContractPeriod] {
        try await transaction.query(
            """
            SELECT year, started_on, finished_on, is_enabled, payments_frozen_at, mentor_funding_enabled,
                detailed_evidence_types_enabled, uplift_fees_enabled
            FROM contract_period
            """, as: (Int, CalendarDate, CalendarDate, Bool, Instant?, Bool, Bool, Bool).self
        ).map { row in
            ContractPeriod(
                year: ContractPeriodYear(rawValue: row.0), startedOn: row.1, finishedOn: row.2, isEnabled: row.3,
                paymentsFrozenAt: row.4, mentorFundingEnabled: row.5, detailedEvidenceTypesEnabled: row.6,
                upliftFeesEnabled: row.7)
        }
    }

    /// Returns the names of all lead providers, which are few, for a transaction that is about to show them or to read
    /// the catalogue.
    ///
    /// The names are held until commit. An import waits for every transaction that holds them, and those that come
    /// later wait for the import. The import therefore finds everything that shows an old name or was refused because
    /// of an old catalogue, and no transaction reads old values after it.
    func holdLeadProviderNames(in transaction: Transaction) async throws -> [LeadProviderID: String] {
        let rows = try await transaction.query(
            "SELECT id, name FROM lead_provider ORDER BY id FOR SHARE", as: (LeadProviderID, String).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// Returns the names that are about to be shown, held in the same way as the names of lead providers.
    func holdDeliveryPartnerNames(
        of ids: Set<DeliveryPartnerID>, in transaction: Transaction
    ) async throws -> [DeliveryPartnerID: String] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            "SELECT id, name FROM delivery_partner WHERE id = ANY(\(Array(ids))) ORDER BY id FOR SHARE",
            as: (DeliveryPartnerID, String).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func deliveryPartners(
        _ ids: Set<DeliveryPartnerID>, in transaction: Transaction
    ) async throws -> [DeliveryPartnerID: (name: String, createdAt: Instant)] {
        let rows = try await transaction.query(
            "SELECT id, name, created_at FROM delivery_partner WHERE id = ANY(\(Array(ids)))",
            as: (DeliveryPartnerID, String, Instant).self)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, (name: $0.1, createdAt: $0.2)) })
    }

    /// Returns every contract period in which a lead provider works with each delivery partner.
    func pairings(
        of ids: Set<DeliveryPartnerID>, in transaction: Transaction
    ) async throws -> [(LeadProviderID, DeliveryPartnerID, [Int])] {
        try await transaction.query(
            """
            SELECT lead_provider_id, delivery_partner_id, array_agg(contract_period)
            FROM pairing WHERE delivery_partner_id = ANY(\(Array(ids))) GROUP BY 1, 2
            """, as: (LeadProviderID, DeliveryPartnerID, [Int]).self)
    }

    func isKnown(_ id: DeliveryPartnerID, in transaction: Transaction) async throws -> Bool {
        try await transaction.query(
            "SELECT EXISTS (SELECT FROM delivery_partner WHERE id = \(id))", as: Bool.self
        ).first ?? false
    }

    func isPaired(
        _ leadProviderID: LeadProviderID, with deliveryPartnerID: DeliveryPartnerID, in year: ContractPeriodYear,
        transaction: Transaction
    ) async throws -> Bool {
        try await transaction.query(
            """
            SELECT EXISTS (
                SELECT FROM pairing
                WHERE lead_provider_id = \(leadProviderID) AND delivery_partner_id = \(deliveryPartnerID)
                    AND contract_period = \(year.rawValue))
            """, as: Bool.self
        ).first ?? false
    }
}
