package import Vocabulary

/// A training schedule of one contract period and its milestones.
package struct ScheduleUpdated: Event, Hashable {
    package static let type: EventType = "partnerships.schedule.updated"
    package static let topic = Topic.catalogue

    package var contractPeriod: ContractPeriodYear
    package var identifier: String
    package var name: String
    package var milestones: [Milestone]

    package var key: String { "schedule:\(contractPeriod.rawValue):\(identifier)" }

    package init(
        contractPeriod: ContractPeriodYear,
        identifier: String,
        name: String,
        milestones: [Milestone]
    ) {
        self.contractPeriod = contractPeriod
        self.identifier = identifier
        self.name = name
        self.milestones = milestones
    }
}

/// A window in which one kind of declaration may be made.
package struct Milestone: Hashable, Codable, Sendable {
    package var declarationType: String
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?

    package init(declarationType: String, startedOn: CalendarDate, finishedOn: CalendarDate? = nil) {
        self.declarationType = declarationType
        self.startedOn = startedOn
        self.finishedOn = finishedOn
    }
}
