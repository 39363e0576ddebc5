import Events
import Foundation
import PartnershipsDomain
import Vocabulary

/// The whole catalogue as it is held, and what an import changed of it.
///
/// An import adds and alters. It takes nothing away: a provider that a file leaves out stays, with its pairings, because
/// training and partnerships may stand on them.
struct CatalogueState: Sendable {
    struct PairingKey: Hashable, Sendable {
        var leadProviderID: LeadProviderID
        var deliveryPartnerID: DeliveryPartnerID
    }

    struct ScheduleKey: Hashable, Sendable {
        var year: ContractPeriodYear
        var identifier: String
    }

    struct Schedule: Hashable, Sendable {
        var name: String
        /// By declaration type.
        var milestones: [String: Milestone]
    }

    /// What differs from before, by key.
    struct Changes: Sendable {
        var periods: Set<ContractPeriodYear> = []
        /// Of the contract periods, those that were not known.
        var newPeriods: Set<ContractPeriodYear> = []
        var leadProviders: Set<LeadProviderID> = []
        var deliveryPartners: Set<DeliveryPartnerID> = []
        var pairings: Set<PairingKey> = []
        var schedules: Set<ScheduleKey> = []
        /// Of the lead providers and delivery partners, those that were known by another name.
        var renamedLeadProviders: Set<LeadProviderID> = []
        var renamedDeliveryPartners: Set<DeliveryPartnerID> = []

        var count: Int {
            periods.count + leadProviders.count + deliveryPartners.count + pairings.count + schedules.count
        }
    }

    var periods: [ContractPeriodYear: ContractPeriod] = [:]
    var leadProviders: [LeadProviderID: Catalogue.LeadProvider] = [:]
    var deliveryPartners: [DeliveryPartnerID: String] = [:]
    var pairings: [PairingKey: Set<ContractPeriodYear>] = [:]
    var schedules: [ScheduleKey: Schedule] = [:]
    private(set) var changes = Changes()
    private(set) var skipped: [SkippedRow] = []

    /// Merges rows, in the order in which one kind builds on the other.
    mutating func merge(_ rows: CatalogueRows) {
        for (_, period) in rows.contractPeriods where periods[period.year] != period {
            if periods[period.year] == nil { changes.newPeriods.insert(period.year) }
            periods[period.year] = period
            changes.periods.insert(period.year)
        }
        rows.leadProviders.forEach { merge($0) }
        rows.deliveryPartners.forEach { merge($0) }
        rows.pairings.forEach { merge($0) }
        rows.milestones.forEach { merge($0) }
    }

    private mutating func merge(_ row: CatalogueRows.LeadProvider) {
        let known = leadProviders.first { $0.value.name.lowercased() == row.name.lowercased() }?.key
        guard let id = agree(row.id, known, at: row.origin) else { return }
        guard areKnown(row.years, at: row.origin) else { return }
        let provider = leadProviders[id] ?? Catalogue.LeadProvider(name: row.name, activeIn: [])
        let merged = Catalogue.LeadProvider(name: row.name, activeIn: provider.activeIn.union(row.years))
        guard leadProviders[id] != merged else { return }
        if let former = leadProviders[id], former.name != merged.name { changes.renamedLeadProviders.insert(id) }
        leadProviders[id] = merged
        changes.leadProviders.insert(id)

        func agree(
            _ given: LeadProviderID?, _ known: LeadProviderID?, at origin: CatalogueRows.Origin
        ) -> LeadProviderID? {
            if let given, let known, given != known {
                skip(origin, "the lead provider is known under another id")
                return nil
            }
            return given ?? known ?? LeadProviderID(UUID.named(row.name, kind: "lead-provider"))
        }
    }

    private mutating func merge(_ row: CatalogueRows.DeliveryPartner) {
        let known = deliveryPartner(named: row.name)
        if let given = row.id, let known, given != known {
            return skip(row.origin, "the delivery partner is known under another id")
        }
        let id = row.id ?? known ?? DeliveryPartnerID(UUID.named(row.name, kind: "delivery-partner"))
        guard deliveryPartners[id] != row.name else { return }
        if deliveryPartners[id] != nil { changes.renamedDeliveryPartners.insert(id) }
        deliveryPartners[id] = row.name
        changes.deliveryPartners.insert(id)
    }

    private mutating func merge(_ row: CatalogueRows.Pairing) {
        let found = leadProviders.first { $0.value.name.lowercased() == row.leadProvider.lowercased() }
        guard let (leadProviderID, provider) = found else { return skip(row.origin, "the lead provider is not known") }
        guard let deliveryPartnerID = deliveryPartner(named: row.deliveryPartner) else {
            return skip(row.origin, "the delivery partner is not known")
        }
        let inactive = Set(row.years).subtracting(provider.activeIn).sorted()
        guard inactive.isEmpty else {
            let years = inactive.map(\.description).joined(separator: ", ")
            return skip(row.origin, "the lead provider is not active in \(years)")
        }
        let key = PairingKey(leadProviderID: leadProviderID, deliveryPartnerID: deliveryPartnerID)
        let merged = (pairings[key] ?? []).union(row.years)
        guard pairings[key] != merged else { return }
        pairings[key] = merged
        changes.pairings.insert(key)
    }

    private mutating func merge(_ row: CatalogueRows.ScheduledMilestone) {
        guard areKnown([row.year], at: row.origin) else { return }
        let key = ScheduleKey(year: row.year, identifier: row.identifier.rawValue)
        var schedule = schedules[key] ?? Schedule(name: row.name, milestones: [:])
        schedule.name = row.name
        schedule.milestones[row.declarationType] = Milestone(
            declarationType: row.declarationType, startedOn: row.startedOn, finishedOn: row.finishedOn)
        guard schedules[key] != schedule else { return }
        schedules[key] = schedule
        changes.schedules.insert(key)
    }

    private func deliveryPartner(named name: String) -> DeliveryPartnerID? {
        deliveryPartners.first { $0.value.lowercased() == name.lowercased() }?.key
    }

    private mutating func areKnown(_ years: [ContractPeriodYear], at origin: CatalogueRows.Origin) -> Bool {
        guard let unknown = years.first(where: { periods[$0] == nil }) else { return true }
        skip(origin, "there is no contract period \(unknown)")
        return false
    }

    private mutating func skip(_ origin: CatalogueRows.Origin, _ reason: String) {
        skipped.append(SkippedRow(origin: origin, reason: reason))
    }
}
