import Events
import Foundation
import PartnershipsDomain
import Vocabulary

/// The whole catalogue as it is stored, and what an import changed in it.
///
/// An import adds and alters, but never removes: a provider that a file leaves out stays, with its pairings, because
/// training and partnerships may depend on them.
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
        /// The contract periods that were not known before.
        var newPeriods: Set<ContractPeriodYear> = []
        var leadProviders: Set<LeadProviderID> = []
        var deliveryPartners: Set<DeliveryPartnerID> = []
        var pairings: Set<PairingKey> = []
        var schedules: Set<ScheduleKey> = []
        /// The lead providers, and below the delivery partners, that were known under another name.
        var renamedLeadProviders: Set<LeadProviderID> = []
        var renamedDeliveryPartners: Set<DeliveryPartnerID> = []
        /// The names that they had, in lower case.
        var formerLeadProviders: [String: LeadProviderID] = [:]
        var formerDeliveryPartners: [String: DeliveryPartnerID] = [:]

        var count: Int {
            periods.count + leadProviders.count + deliveryPartners.count + pairings.count + schedules.count
        }
    }

    var periods: [ContractPeriodYear: ContractPeriod] = [:]
    var leadProviders: [LeadProviderID: Catalogue.LeadProvider] = [:]
    var deliveryPartners: [DeliveryPartnerID: String] = [:]
    /// By lower-case name, whose name it was before a renaming.
    var formerLeadProviders: [String: LeadProviderID] = [:]
    var formerDeliveryPartners: [String: DeliveryPartnerID] = [:]
    var pairings: [PairingKey: Set<ContractPeriodYear>] = [:]
    var schedules: [ScheduleKey: Schedule] = [:]
    private(set) var changes = Changes()
    private(set) var skipped: [SkippedRow] = []

    /// Merges rows, in the order in which the kinds of rows depend on each other.
    mutating func merge(_ rows: CatalogueRows) {
        merge(rows.contractPeriods)
        rows.leadProviders.forEach { merge($0) }
        rows.deliveryPartners.forEach { merge($0) }
        rows.pairings.forEach { merge($0) }
        rows.milestones.forEach { merge($0) }
    }

    /// Merges contract periods, and checks them against each other once all are merged: moving a boundary between two
    /// periods takes two rows.
    private mutating func merge(_ rows: [CatalogueRows.Period]) {
        let former = periods
        for row in rows { periods[row.period.year] = row.completed(from: periods[row.period.year]) }
        // A row that is put back may overlap one that was checked before.
        while let (row, other) = overlap(in: rows, changedFrom: former) {
            periods[row.period.year] = former[row.period.year]
            skip(row.origin, "the contract period \(row.period.year) would overlap \(other)")
        }
        changes.periods = Set(periods.filter { former[$0.key] != $0.value }.keys)
        changes.newPeriods = changes.periods.filter { former[$0] == nil }
    }

    /// Returns the last row whose new days overlap another contract period, and that period.
    private func overlap(
        in rows: [CatalogueRows.Period], changedFrom former: [ContractPeriodYear: ContractPeriod]
    ) -> (row: CatalogueRows.Period, other: ContractPeriodYear)? {
        for row in rows.reversed() {
            let year = row.period.year
            guard let period = periods[year], period != former[year] else { continue }
            let others = periods.values.filter { $0.year != year && $0.overlaps(period) }
            if let other = others.map(\.year).min() { return (row, other) }
        }
        return nil
    }

    private mutating func merge(_ row: CatalogueRows.LeadProvider) {
        let known = leadProviders.first { $0.value.name.lowercased() == row.name.lowercased() }?.key
        guard let id = agree(row.id, known, at: row.origin) else { return }
        guard areKnown(row.years, at: row.origin) else { return }
        let provider = leadProviders[id] ?? Catalogue.LeadProvider(name: row.name, activeIn: [])
        // Only a row with an id renames, be it from one spelling to another.
        let merged = Catalogue.LeadProvider(
            name: row.id == nil ? provider.name : row.name, activeIn: provider.activeIn.union(row.years))
        guard leadProviders[id] != merged else { return }
        if provider.name != merged.name {
            changes.renamedLeadProviders.insert(id)
            formerLeadProviders[provider.name.lowercased()] = id
            changes.formerLeadProviders[provider.name.lowercased()] = id
        }
        leadProviders[id] = merged
        changes.leadProviders.insert(id)

        func agree(
            _ given: LeadProviderID?, _ known: LeadProviderID?, at origin: CatalogueRows.Origin
        ) -> LeadProviderID? {
            if let given, let known, given != known {
                skip(origin, "the lead provider is known under another id")
                return nil
            }
            if let id = given ?? known { return id }
            let derived = LeadProviderID(UUID.named(row.name, kind: "lead-provider"))
            let owner = formerLeadProviders[row.name.lowercased()] ?? derived
            guard let renamed = leadProviders[owner] else { return derived }
            skip(origin, Self.formerName(of: renamed.name, owner.description))
            return nil
        }
    }

    private mutating func merge(_ row: CatalogueRows.DeliveryPartner) {
        let known = deliveryPartner(named: row.name)
        if let given = row.id, let known, given != known {
            return skip(row.origin, "the delivery partner is known under another id")
        }
        let derived = DeliveryPartnerID(UUID.named(row.name, kind: "delivery-partner"))
        let owner = formerDeliveryPartners[row.name.lowercased()] ?? derived
        if row.id == nil, known == nil, let renamed = deliveryPartners[owner] {
            return skip(row.origin, Self.formerName(of: renamed, owner.description))
        }
        let id = row.id ?? known ?? derived
        // As above, only a row with an id renames.
        guard deliveryPartners[id] != row.name, row.id != nil || known == nil else { return }
        if let former = deliveryPartners[id] {
            changes.renamedDeliveryPartners.insert(id)
            formerDeliveryPartners[former.lowercased()] = id
            changes.formerDeliveryPartners[former.lowercased()] = id
        }
        deliveryPartners[id] = row.name
        changes.deliveryPartners.insert(id)
    }

    /// Returns the reason to skip a former name. Only a row with an id renames: a list that still contains the old name
    /// must not undo a renaming.
    private static func formerName(of present: String, _ id: String) -> String {
        """
        this name belonged to \(present). Use that name, or give the id \(id) to rename it back, or another id for \
        somebody new
        """
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
