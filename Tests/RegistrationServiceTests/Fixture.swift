import Events
import Foundation
import RegistrationDomain
import Vocabulary

/// Two ordinary schools, some others, and a catalogue in which registering works.
enum Fixture {
    static let beacon = LeadProviderID(uuid(1))
    static let lantern = LeadProviderID(uuid(2))
    static let hub = AppropriateBodyID(uuid(11))
    static let council = AppropriateBodyID(uuid(12))

    static let school: URN = "100001"
    static let otherSchool: URN = "100002"
    static let closedSchool: URN = "100003"
    static let unfundedSchool: URN = "100004"
    static let university: URN = "100005"

    static func uuid(_ number: UInt8) -> UUID {
        UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, number))
    }

    static let establishments = [
        establishment(school), establishment(otherSchool, name: "Southvale School"),
        establishment(closedSchool, status: .closed, closedOn: "2024-08-31"),
        establishment(unfundedSchool, type: "Other independent school"),
        establishment(university, type: "Higher education institutions"),
    ]

    static func establishment(
        _ urn: URN = school, name: String = "Northvale School", type: String = "Community school",
        status: EstablishmentStatus = .open, closedOn: CalendarDate? = nil, email: String? = "office@school.example",
        importID: UUID = uuid(90)
    ) -> EstablishmentUpdated {
        EstablishmentUpdated(
            urn: urn, name: name, typeName: type, status: status, closedOn: closedOn,
            address: PostalAddress(lines: ["1 High Street"], postcode: "AB1 2CD"), primaryContactEmail: email,
            section41Approved: false, importID: importID)
    }

    static let bodies = [
        AppropriateBodyEntry(id: hub, name: "Northvale Hub", kind: .teachingSchoolHub, isActive: true),
        AppropriateBodyEntry(id: council, name: "Northvale", kind: .localAuthority, isActive: true),
    ]

    static let catalogue: [any Event] =
        [2023, 2024, 2025, 2026].map { period($0) } + [
            LeadProviderUpdated(id: beacon, name: "Beacon", activeIn: [2023, 2024, 2025, 2026]),
            LeadProviderUpdated(id: lantern, name: "Lantern", activeIn: [2024]),
        ]

    private static func period(_ year: Int) -> ContractPeriodUpdated {
        ContractPeriodUpdated(
            year: ContractPeriodYear(rawValue: year), startedOn: CalendarDate(stringLiteral: "\(year)-06-01"),
            finishedOn: CalendarDate(stringLiteral: "\(year + 1)-05-31"), isEnabled: true,
            mentorFundingEnabled: true, detailedEvidenceTypesEnabled: true, upliftFeesEnabled: false)
    }
}

/// A person whom identity knows.
struct Person: Sendable {
    var trn: TRN = "3000001"
    var first = "Sam"
    var last = "Example"
    var dateOfBirth = "1999-01-31"
    var nationalInsuranceNumber: String? = "AB123456C"
    /// The bar against the person, which is shown only to those who prove that they know the person.
    var bar: LookupAnswered.Result?
    var prohibition: Prohibition?
    /// The answer of a newer identity service about the person, in a word that registration does not know.
    var wordOfTomorrow: String?
    /// Whether identity answers without the teacher's name.
    var isWithoutFacts = false

    static let sam = Person()
    static let kim = Person(trn: "3000002", first: "Kim", last: "Sample", dateOfBirth: "1998-12-01")
}
