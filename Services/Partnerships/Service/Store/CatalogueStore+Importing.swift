import Events
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

extension CatalogueStore {
    /// Allows only one import at a time, without blocking anything else.
    func lockForImport(in transaction: Transaction) async throws {
        try await transaction.execute("LOCK TABLE lead_provider IN SHARE ROW EXCLUSIVE MODE")
    }

    /// Waits for every transaction that holds names, and blocks others from holding them, and so from reading the
    /// catalogue, until commit. The import locks schools and participants before, as does every transaction that holds
    /// names.
    func lockNames(in transaction: Transaction) async throws {
        try await transaction.execute("LOCK TABLE lead_provider IN EXCLUSIVE MODE")
    }

    func state(in transaction: Transaction) async throws -> CatalogueState {
        let known = try await load(in: transaction)
        var state = CatalogueState()
        state.periods = Dictionary(uniqueKeysWithValues: known.periods.all.map { ($0.year, $0) })
        state.leadProviders = known.leadProviders
        let partners = try await transaction.query(
            "SELECT id, name FROM delivery_partner", as: (DeliveryPartnerID, String).self)
        state.deliveryPartners = Dictionary(uniqueKeysWithValues: partners)
        state.formerLeadProviders = try await formerNames("lead-provider", as: LeadProviderID.self, in: transaction)
        state.formerDeliveryPartners = try await formerNames(
            "delivery-partner", as: DeliveryPartnerID.self, in: transaction)
        let pairings = try await transaction.query(
            "SELECT lead_provider_id, delivery_partner_id, contract_period FROM pairing",
            as: (LeadProviderID, DeliveryPartnerID, ContractPeriodYear).self)
        for (provider, partner, year) in pairings {
            let key = CatalogueState.PairingKey(leadProviderID: provider, deliveryPartnerID: partner)
            state.pairings[key, default: []].insert(year)
        }
        state.schedules = try await schedules(in: transaction)
        return state
    }

    private func formerNames<ID: PostgresColumn>(
        _ kind: String, as _: ID.Type, in transaction: Transaction
    ) async throws -> [String: ID] {
        let rows = try await transaction.query(
            "SELECT name, id FROM former_name WHERE kind = \(kind)", as: (String, ID).self)
        // Texts that differ for PostgreSQL may be equal for Swift, such as two ways to write an accent.
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    private func schedules(
        in transaction: Transaction
    ) async throws -> [CatalogueState.ScheduleKey: CatalogueState.Schedule] {
        let rows = try await transaction.query(
            """
            SELECT s.contract_period, s.identifier, s.name, m.declaration_type, m.started_on, m.finished_on
            FROM schedule s LEFT JOIN milestone m
                ON m.contract_period = s.contract_period AND m.schedule_identifier = s.identifier
            """, as: (ContractPeriodYear, String, String, String?, CalendarDate?, CalendarDate?).self)
        var schedules: [CatalogueState.ScheduleKey: CatalogueState.Schedule] = [:]
        for (year, identifier, name, type, start, finish) in rows {
            let key = CatalogueState.ScheduleKey(year: year, identifier: identifier)
            var schedule = schedules[key] ?? CatalogueState.Schedule(name: name, milestones: [:])
            if let type, let start {
                schedule.milestones[type] = Milestone(declarationType: type, startedOn: start, finishedOn: finish)
            }
            schedules[key] = schedule
        }
        return schedules
    }

    /// Returns the statement that records when schools came to be listed in contract periods.
    func listing(_ years: Set<ContractPeriodYear>, at now: Instant) -> [SQL] {
        guard !years.isEmpty else { return [] }
        return ["UPDATE contract_period SET listed_at = \(now) WHERE year = ANY(\(Array(years)))"]
    }

    /// Writes the changes of an import.
    func save(_ state: CatalogueState, at now: Instant, in transaction: Transaction) async throws {
        try await save(state.changes.periods.compactMap { state.periods[$0] }, in: transaction)
        try await saveLeadProviders(of: state, in: transaction)
        try await saveDeliveryPartners(of: state, at: now, in: transaction)
        try await saveSchedules(of: state, in: transaction)
        try await saveFormerNames(of: state.changes, in: transaction)
    }

    private func saveFormerNames(of changes: CatalogueState.Changes, in transaction: Transaction) async throws {
        let former =
            changes.formerLeadProviders.map { (kind: "lead-provider", name: $0, id: $1.rawValue) }
            + changes.formerDeliveryPartners.map { (kind: "delivery-partner", name: $0, id: $1.rawValue) }
        guard !former.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO former_name (kind, name, id)
            SELECT * FROM unnest(\(former.map(\.kind)), \(former.map(\.name)), \(former.map(\.id)))
            ON CONFLICT (kind, name) DO UPDATE SET id = excluded.id
            """)
    }

    private func save(_ periods: [ContractPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO contract_period (year, started_on, finished_on, is_enabled, payments_frozen_at,
                mentor_funding_enabled, detailed_evidence_types_enabled, uplift_fees_enabled)
            SELECT * FROM unnest(\(periods.map(\.year)), \(periods.map(\.startedOn)), \(periods.map(\.finishedOn)),
                \(periods.map(\.isEnabled)), \(periods.map(\.paymentsFrozenAt)), \(periods.map(\.mentorFundingEnabled)),
                \(periods.map(\.detailedEvidenceTypesEnabled)), \(periods.map(\.upliftFeesEnabled)))
            ON CONFLICT (year) DO UPDATE SET started_on = excluded.started_on, finished_on = excluded.finished_on,
                is_enabled = excluded.is_enabled, payments_frozen_at = excluded.payments_frozen_at,
                mentor_funding_enabled = excluded.mentor_funding_enabled,
                detailed_evidence_types_enabled = excluded.detailed_evidence_types_enabled,
                uplift_fees_enabled = excluded.uplift_fees_enabled
            """)
    }

    private func saveLeadProviders(of state: CatalogueState, in transaction: Transaction) async throws {
        let providers = state.changes.leadProviders.sorted().compactMap { id in
            state.leadProviders[id].map { (id: id, name: $0.name, years: $0.activeIn.sorted()) }
        }
        guard !providers.isEmpty else { return }
        let active = providers.flatMap { provider in provider.years.map { (id: provider.id, year: $0) } }
        try await transaction.execute(pipelined: [
            // A name may pass from one to another in the same import.
            "UPDATE lead_provider SET name = id::text WHERE id = ANY(\(state.changes.renamedLeadProviders.sorted()))",
            """
            INSERT INTO lead_provider (id, name) SELECT * FROM unnest(\(providers.map(\.id)), \(providers.map(\.name)))
            ON CONFLICT (id) DO UPDATE SET name = excluded.name
            """,
            """
            INSERT INTO active_lead_provider (lead_provider_id, contract_period)
            SELECT * FROM unnest(\(active.map(\.id)), \(active.map(\.year))) ON CONFLICT DO NOTHING
            """,
        ])
    }

    private func saveDeliveryPartners(
        of state: CatalogueState, at now: Instant, in transaction: Transaction
    ) async throws {
        let partners = state.changes.deliveryPartners.sorted().compactMap { id in
            state.deliveryPartners[id].map { (id: id, name: $0) }
        }
        let pairings = state.changes.pairings.flatMap { key in (state.pairings[key] ?? []).map { (key: key, year: $0) }
        }
        try await transaction.execute(pipelined: [
            """
            UPDATE delivery_partner SET name = id::text
            WHERE id = ANY(\(state.changes.renamedDeliveryPartners.sorted()))
            """,
            """
            INSERT INTO delivery_partner (id, name, created_at)
            SELECT id, name, \(now) FROM unnest(\(partners.map(\.id)), \(partners.map(\.name))) AS new (id, name)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name
            """,
            """
            INSERT INTO pairing (lead_provider_id, delivery_partner_id, contract_period)
            SELECT * FROM unnest(\(pairings.map(\.key.leadProviderID)), \(pairings.map(\.key.deliveryPartnerID)),
                \(pairings.map(\.year)))
            ON CONFLICT DO NOTHING
            """,
        ])
    }

    private func saveSchedules(of state: CatalogueState, in transaction: Transaction) async throws {
        let schedules = state.changes.schedules.compactMap { key in
            state.schedules[key].map { (key: key, schedule: $0) }
        }
        guard !schedules.isEmpty else { return }
        let milestones = schedules.flatMap { key, schedule in
            schedule.milestones.values.map { (key: key, milestone: $0) }
        }
        try await transaction.execute(pipelined: [
            """
            INSERT INTO schedule (contract_period, identifier, name)
            SELECT * FROM unnest(\(schedules.map(\.key.year)), \(schedules.map(\.key.identifier)),
                \(schedules.map(\.schedule.name)))
            ON CONFLICT (contract_period, identifier) DO UPDATE SET name = excluded.name
            """,
            """
            INSERT INTO milestone (contract_period, schedule_identifier, declaration_type, started_on, finished_on)
            SELECT * FROM unnest(\(milestones.map(\.key.year)), \(milestones.map(\.key.identifier)),
                \(milestones.map(\.milestone.declarationType)), \(milestones.map(\.milestone.startedOn)),
                \(milestones.map(\.milestone.finishedOn)))
            ON CONFLICT (contract_period, schedule_identifier, declaration_type) DO UPDATE
                SET started_on = excluded.started_on, finished_on = excluded.finished_on
            """,
        ])
    }
}
