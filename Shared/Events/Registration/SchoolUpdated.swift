package import Vocabulary

/// A school as its users and the lead providers see it.
package struct SchoolUpdated: Event, Hashable {
    package static let type: EventType = "registration.school.updated"
    package static let topic = Topic.school

    package var schoolID: SchoolID
    package var urn: URN
    package var name: String
    package var isOpen: Bool
    /// Eligible for training that the Department for Education funds.
    package var isEligible: Bool
    package var inductionTutor: InductionTutor?
    package var primaryContactEmail: String?
    package var secondaryContactEmail: String?
    package var createdAt: Instant

    package var key: String { urn.rawValue }

    package init(
        schoolID: SchoolID,
        urn: URN,
        name: String,
        isOpen: Bool,
        isEligible: Bool,
        inductionTutor: InductionTutor? = nil,
        primaryContactEmail: String? = nil,
        secondaryContactEmail: String? = nil,
        createdAt: Instant
    ) {
        self.schoolID = schoolID
        self.urn = urn
        self.name = name
        self.isOpen = isOpen
        self.isEligible = isEligible
        self.inductionTutor = inductionTutor
        self.primaryContactEmail = primaryContactEmail
        self.secondaryContactEmail = secondaryContactEmail
        self.createdAt = createdAt
    }
}

/// The person whom a school named as its induction tutor.
package struct InductionTutor: Hashable, Codable, Sendable {
    package var name: Personal<String>
    package var emailAddress: Personal<String>
    /// The contract period in which the school last named or confirmed its tutor.
    package var nominatedIn: ContractPeriodYear?
    /// Nil for tutors who were named before appointments were recorded.
    package var appointment: Appointment?

    package init(
        name: Personal<String>,
        emailAddress: Personal<String>,
        nominatedIn: ContractPeriodYear? = nil,
        appointment: Appointment? = nil
    ) {
        self.name = name
        self.emailAddress = emailAddress
        self.nominatedIn = nominatedIn
        self.appointment = appointment
    }
}
