package import Vocabulary

/// A school registered an early career teacher.
package struct ECTRegistered: Event, Hashable {
    package static let type: EventType = "registration.ect.registered"
    package static let topic = Topic.ect

    package var placementID: PlacementID
    package var trn: TRN
    package var urn: URN
    package var schoolID: SchoolID
    /// The name to show: the school's correction if it gave one, otherwise the name in TRS.
    package var name: Personal<String>
    package var correctedName: Personal<String>?
    package var emailAddress: Personal<String>
    package var startedOn: CalendarDate
    package var workingPattern: OpenWord<WorkingPattern>
    package var appropriateBody: AppropriateBody
    package var training: TrainingChoice
    package var registeredAt: Instant
    /// The id, in the sender's own system, of the user who asked; absent if the command did not say.
    package var requestedBy: String?

    package var key: String { trn.rawValue }

    package init(
        placementID: PlacementID,
        trn: TRN,
        urn: URN,
        schoolID: SchoolID,
        name: Personal<String>,
        correctedName: Personal<String>? = nil,
        emailAddress: Personal<String>,
        startedOn: CalendarDate,
        workingPattern: WorkingPattern,
        appropriateBody: AppropriateBody,
        training: TrainingChoice,
        registeredAt: Instant,
        requestedBy: String? = nil
    ) {
        self.placementID = placementID
        self.trn = trn
        self.urn = urn
        self.schoolID = schoolID
        self.name = name
        self.correctedName = correctedName
        self.emailAddress = emailAddress
        self.startedOn = startedOn
        self.workingPattern = .known(workingPattern)
        self.appropriateBody = appropriateBody
        self.training = training
        self.registeredAt = registeredAt
        self.requestedBy = requestedBy
    }
}

/// The appropriate body that a school named for a teacher.
package struct AppropriateBody: Hashable, Codable, Sendable {
    package var id: AppropriateBodyID
    package var name: String
    package var kind: OpenWord<AppropriateBodyKind>

    package init(id: AppropriateBodyID, name: String, kind: AppropriateBodyKind) {
        self.id = id
        self.name = name
        self.kind = .known(kind)
    }
}

/// How the school wants the teacher to be trained.
package struct TrainingChoice: Hashable, Codable, Sendable {
    package var programme: OpenWord<TrainingProgramme>
    /// Present if and only if the programme is provider-led.
    package var leadProviderID: LeadProviderID?

    package init(programme: TrainingProgramme, leadProviderID: LeadProviderID? = nil) {
        self.programme = .known(programme)
        self.leadProviderID = leadProviderID
    }
}
