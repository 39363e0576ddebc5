import Events
import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// Copies of the catalogue, and the list of appropriate bodies.
struct CatalogueStore: Sendable {
    func load(at moment: Date, in transaction: Transaction) async throws -> Catalogue {
        let periods = try await transaction.query(
            """
            SELECT year, started_on, finished_on, is_enabled, coalesce(payments_frozen_at <= \(moment), false)
            FROM contract_period
            """, as: (ContractPeriodYear, CalendarDate, CalendarDate, Bool, Bool).self)
        let providers = try await transaction.query(
            """
            SELECT id, name, year FROM lead_provider
            LEFT JOIN lead_provider_period ON lead_provider_period.lead_provider_id = lead_provider.id
            """, as: (LeadProviderID, String, ContractPeriodYear?).self)
        var entries: [LeadProviderID: LeadProviderEntry] = [:]
        for (id, name, year) in providers {
            var entry = entries[id] ?? LeadProviderEntry(id: id, name: name, activeIn: [])
            if let year { entry.activeIn.insert(year) }
            entries[id] = entry
        }
        return Catalogue(
            contractPeriods: periods.map {
                ContractPeriod(year: $0.0, startedOn: $0.1, finishedOn: $0.2, isEnabled: $0.3, isFrozen: $0.4)
            },
            leadProviders: Array(entries.values))
    }

    func save(_ periods: [ContractPeriodUpdated], in transaction: Transaction) async throws {
        let last = Array(Dictionary(periods.map { ($0.year, $0) }, uniquingKeysWith: { $1 }).values)
        try await transaction.execute(
            """
            INSERT INTO contract_period (year, started_on, finished_on, is_enabled, payments_frozen_at)
            SELECT * FROM unnest(\(last.map(\.year)), \(last.map(\.startedOn)), \(last.map(\.finishedOn)),
                \(last.map(\.isEnabled)), \(last.map(\.paymentsFrozenAt)))
            ON CONFLICT (year) DO UPDATE SET started_on = excluded.started_on, finished_on = excluded.finished_on,
                is_enabled = excluded.is_enabled, payments_frozen_at = excluded.payments_frozen_at
            """)
    }

    func save(_ providers: [LeadProviderUpdated], in transaction: Transaction) async throws {
        let last = Array(Dictionary(providers.map { ($0.id, $0) }, uniquingKeysWith: { $1 }).values)
        let years = last.flatMap { provider in provider.activeIn.map { (provider.id, $0) } }
        try await transaction.execute(
            """
            INSERT INTO lead_provider (id, name) SELECT * FROM unnest(\(last.map(\.id)), \(last.map(\.name)))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name
            """)
        try await transaction.execute(
            "DELETE FROM lead_provider_period WHERE lead_provider_id = ANY(\(last.map(\.id)))")
        try await transaction.execute(
            """
            INSERT INTO lead_provider_period (lead_provider_id, year)
            SELECT * FROM unnest(\(years.map(\.0)), \(years.map(\.1))) ON CONFLICT DO NOTHING
            """)
    }

    func appropriateBodies(
        _ ids: Set<AppropriateBodyID>, in transaction: Transaction
    ) async throws -> [AppropriateBodyID: AppropriateBodyEntry] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            "SELECT id, name, kind, is_active FROM appropriate_body WHERE id = ANY(\(Array(ids)))",
            as: (AppropriateBodyID, String, AppropriateBodyKind, Bool).self)
        return Dictionary(
            rows.map { ($0.0, AppropriateBodyEntry(id: $0.0, name: $0.1, kind: $0.2, isActive: $0.3)) },
            uniquingKeysWith: { $1 })
    }

    /// Returns the whole list and locks it against changes by others until the transaction ends.
    func appropriateBodies(in transaction: Transaction) async throws -> [AppropriateBodyEntry] {
        try await transaction.execute("LOCK TABLE appropriate_body IN SHARE ROW EXCLUSIVE MODE")
        let rows = try await transaction.query(
            "SELECT id, name, kind, is_active FROM appropriate_body ORDER BY name",
            as: (AppropriateBodyID, String, AppropriateBodyKind, Bool).self)
        return rows.map { AppropriateBodyEntry(id: $0.0, name: $0.1, kind: $0.2, isActive: $0.3) }
    }

    /// - Returns: How many are new or were changed.
    func save(_ bodies: [AppropriateBodyEntry], in transaction: Transaction) async throws -> Int {
        guard !bodies.isEmpty else { return 0 }
        return try await transaction.execute(
            """
            INSERT INTO appropriate_body AS known (id, name, kind, is_active)
            SELECT * FROM unnest(\(bodies.map(\.id)), \(bodies.map(\.name)), \(bodies.map(\.kind)),
                \(bodies.map(\.isActive)))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, is_active = excluded.is_active
            WHERE (known.name, known.kind, known.is_active) IS DISTINCT FROM
                (excluded.name, excluded.kind, excluded.is_active)
            """)
    }
}
