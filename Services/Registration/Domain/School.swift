package import Vocabulary

/// A school as this service holds it.
package struct School: Hashable, Sendable {
    package var id: SchoolID
    package var establishment: Establishment
    /// Whether the department made an exception for this school.
    package var isMarkedAsEligible: Bool
    package var inductionTutor: AppointedTutor?
    /// Whether a teacher is in training here without a known end.
    package var hasOpenTraining: Bool

    package init(
        id: SchoolID,
        establishment: Establishment,
        isMarkedAsEligible: Bool = false,
        inductionTutor: AppointedTutor? = nil,
        hasOpenTraining: Bool = false
    ) {
        self.id = id
        self.establishment = establishment
        self.isMarkedAsEligible = isMarkedAsEligible
        self.inductionTutor = inductionTutor
        self.hasOpenTraining = hasOpenTraining
    }

    package var urn: URN { establishment.urn }
    package var isEligible: Bool { isMarkedAsEligible || establishment.isEligible }
}

/// The person whom a school named as its induction tutor.
package struct AppointedTutor: Hashable, Sendable {
    package var name: PersonName
    package var emailAddress: EmailAddress
    /// The contract period in which the school last named or confirmed its tutor.
    package var nominatedIn: ContractPeriodYear?
    /// Nil for tutors who were named before appointments were recorded.
    package var appointment: Appointment?

    package init(
        name: PersonName,
        emailAddress: EmailAddress,
        nominatedIn: ContractPeriodYear? = nil,
        appointment: Appointment? = nil
    ) {
        self.name = name
        self.emailAddress = emailAddress
        self.nominatedIn = nominatedIn
        self.appointment = appointment
    }
}

/// What is known about a URN that a command names.
package enum SchoolStanding: Hashable, Sendable {
    /// GIAS has no such establishment.
    case unknown
    /// GIAS has the establishment, but it has no school here.
    case notASchool(Establishment)
    case known(School)
}
