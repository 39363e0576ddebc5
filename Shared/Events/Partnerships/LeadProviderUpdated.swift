package import Vocabulary

/// A lead provider and the contract periods in which it trains.
package struct LeadProviderUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.lead-provider.updated"
    package static let topic = Topic.catalogue

    package var id: LeadProviderID
    package var name: String
    package var activeIn: [ContractPeriodYear]

    package var key: String { "lead-provider:\(id)" }

    package init(
        id: LeadProviderID,
        name: String,
        activeIn: [ContractPeriodYear]
    ) {
        self.id = id
        self.name = name
        self.activeIn = activeIn
    }
}
