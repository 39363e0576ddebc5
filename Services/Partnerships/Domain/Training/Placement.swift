package import Vocabulary

/// A teacher's time as an early career teacher at one school.
package struct Placement: Hashable, Sendable {
    package var id: PlacementID
    package var trn: TRN
    package var urn: URN
    package var startedOn: CalendarDate
    package var finishedOn: CalendarDate?
    package var emailAddress: Personal<String>
    package var workingPattern: OpenWord<WorkingPattern>
    package var registeredAt: Instant

    package init(
        id: PlacementID,
        trn: TRN,
        urn: URN,
        startedOn: CalendarDate,
        finishedOn: CalendarDate? = nil,
        emailAddress: Personal<String>,
        workingPattern: OpenWord<WorkingPattern>,
        registeredAt: Instant
    ) {
        self.id = id
        self.trn = trn
        self.urn = urn
        self.startedOn = startedOn
        self.finishedOn = finishedOn
        self.emailAddress = emailAddress
        self.workingPattern = workingPattern
        self.registeredAt = registeredAt
    }

    static func startsEarlier(_ one: Placement, _ other: Placement) -> Bool {
        if one.startedOn != other.startedOn { return one.startedOn < other.startedOn }
        if one.registeredAt != other.registeredAt { return one.registeredAt < other.registeredAt }
        return one.id.description < other.id.description
    }
}
