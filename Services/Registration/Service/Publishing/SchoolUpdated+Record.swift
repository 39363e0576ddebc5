import Events
import RegistrationDomain
import Vocabulary

extension SchoolUpdated {
    init(_ record: SchoolRecord) {
        let school = record.school
        self.init(
            schoolID: school.id, urn: school.urn, name: record.name, isOpen: school.establishment.isOpen,
            isEligible: school.isEligible,
            inductionTutor: school.inductionTutor.map {
                InductionTutor(
                    name: Personal($0.name.rawValue), emailAddress: Personal($0.emailAddress.rawValue),
                    nominatedIn: $0.nominatedIn, appointment: $0.appointment)
            },
            primaryContactEmail: record.primaryContactEmail, secondaryContactEmail: record.secondaryContactEmail,
            createdAt: record.createdAt)
    }
}
