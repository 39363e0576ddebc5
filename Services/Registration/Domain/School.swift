package import Vocabulary

/// A school as this service holds it.
package struct School: Hashable, Sendable {
    package var id: SchoolID
    package var establishment: Establishment
    /// Somebody at the department made an exception for it.
    package var isMarkedAsEligible: Bool
    package var inductionTutor: AppointedTutor?
    /// A teacher is in training here with no end in sight.
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

    package init(name: PersonName, emailAddress: EmailAddress, nominatedIn: ContractPeriodYear? = nil) {
        self.name = name
        self.emailAddress = emailAddress
        self.nominatedIn = nominatedIn
    }
}

/// What is known under a URN that a command names.
package enum SchoolStanding: Hashable, Sendable {
    /// GIAS has no such establishment.
    case unknown
    /// GIAS has the establishment, and it gets no school here.
    case notASchool(Establishment)
    case known(School)
}
