import Events
import PartnershipsDomain
import Vocabulary

extension CatalogueState {
    /// One event for each part that changed, and for no other.
    var events: [any Event] {
        let periods: [any Event] = changes.periods.sorted().compactMap { year in
            self.periods[year].map(ContractPeriodUpdated.init)
        }
        let providers: [any Event] = changes.leadProviders.sorted().compactMap { id in
            leadProviders[id].map { LeadProviderUpdated(id: id, name: $0.name, activeIn: $0.activeIn.sorted()) }
        }
        let partners: [any Event] = changes.deliveryPartners.sorted().compactMap { id in
            deliveryPartners[id].map { DeliveryPartnerUpdated(id: id, name: $0) }
        }
        let pairs: [any Event] = changes.pairings.map { key in
            PairingUpdated(
                leadProviderID: key.leadProviderID, deliveryPartnerID: key.deliveryPartnerID,
                contractPeriods: (pairings[key] ?? []).sorted())
        }
        let scheduled: [any Event] = changes.schedules.compactMap { key in
            schedules[key].map { schedule in
                ScheduleUpdated(
                    contractPeriod: key.year, identifier: key.identifier, name: schedule.name,
                    milestones: schedule.milestones.values.sorted {
                        ($0.startedOn, $0.declarationType) < ($1.startedOn, $1.declarationType)
                    })
            }
        }
        return periods + providers + partners + pairs + scheduled
    }
}

extension ContractPeriodUpdated {
    fileprivate init(_ period: ContractPeriod) {
        self.init(
            year: period.year, startedOn: period.startedOn, finishedOn: period.finishedOn, isEnabled: period.isEnabled,
            paymentsFrozenAt: period.paymentsFrozenAt, mentorFundingEnabled: period.mentorFundingEnabled,
            detailedEvidenceTypesEnabled: period.detailedEvidenceTypesEnabled,
            upliftFeesEnabled: period.upliftFeesEnabled)
    }
}
