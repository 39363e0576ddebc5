import Foundation
import RegistrationDomain
import Vocabulary

/// An ordinary day at an ordinary school, on which registering works. Each test changes what it is about.
struct World {
    static let today: CalendarDate = "2026-11-25"

    var today = World.today
    var fields: RegistrationFields
    var school: SchoolStanding?
    var appropriateBody: AppropriateBodyEntry?
    var catalogue = World.catalogue
    var placements: [Placement] = []
    var correctedName: PersonName?
    var emailAddressHolders: Set<TRN> = []
    var closures = RegistrationClosures.never
    var identity: IdentityCheck = .proved(TeacherName(first: "Ada", last: "Lovelace"))

    init() throws {
        let body = World.body(.teachingSchoolHub)
        fields = RegistrationFields(
            commandID: "c-1", urn: "100001", trn: "1234567", emailAddress: "ada@school.example",
            startedOn: "2026-09-01",
            workingPattern: "full_time", appropriateBodyID: "\(body.id)", trainingProgramme: "provider_led",
            leadProviderID: "\(World.provider)")
        school = .known(try World.school(.stateFunded))
        appropriateBody = body
    }

    func decide() -> RegisteringOutcome {
        registering(
            RegistrationDraft(reading: fields), as: id(200),
            in: RegistrationSituation(
                school: school, appropriateBody: appropriateBody, catalogue: catalogue, placements: placements,
                correctedName: correctedName, emailAddressHolders: emailAddressHolders, identity: identity,
                closures: closures),
            on: today)
    }

    /// Returns the codes of all reasons, or none if the teacher was registered.
    func refusalCodes() -> [String] {
        switch decide() {
        case .registered: []
        case .refused(let reasons): reasons.map(\.code)
        }
    }

    /// Returns the details of all reasons, or none if the teacher was registered.
    func refusalDetails() -> [String] {
        switch decide() {
        case .registered: []
        case .refused(let reasons): reasons.map(\.detail)
        }
    }

    func registration() -> Registration? {
        if case .registered(let registration) = decide() { registration } else { nil }
    }
}

extension World {
    static let provider: LeadProviderID = id(50)
    static let formerProvider: LeadProviderID = id(51)

    static let catalogue = Catalogue(
        contractPeriods: [
            period(2021, enabled: false, frozen: true), period(2022, enabled: false, frozen: true),
            period(2023), period(2024), period(2025), period(2026),
        ],
        leadProviders: [
            LeadProviderEntry(id: provider, name: "Provider", activeIn: [2021, 2022, 2023, 2024, 2025, 2026, 2027]),
            LeadProviderEntry(id: formerProvider, name: "Former provider", activeIn: [2021, 2022, 2023]),
        ])

    static func period(_ year: Int, enabled: Bool = true, frozen: Bool = false) -> ContractPeriod {
        ContractPeriod(
            year: ContractPeriodYear(rawValue: year),
            startedOn: CalendarDate(stringLiteral: "\(year)-06-01"),
            finishedOn: CalendarDate(stringLiteral: "\(year + 1)-05-31"),
            isEnabled: enabled, isFrozen: frozen)
    }

    static func body(_ kind: AppropriateBodyKind, active: Bool = true) -> AppropriateBodyEntry {
        AppropriateBodyEntry(id: id(70), name: "Body", kind: kind, isActive: active)
    }

    /// How a tutor was appointed; the same appointment for the same number.
    static func appointment(_ number: UInt8) -> Appointment {
        Appointment(id: id(number), appointedAt: Instant(Date(timeIntervalSince1970: Double(number))))
    }

    static func school(
        _ type: EstablishmentType, status: EstablishmentStatus = .open, section41: Bool = false,
        openTraining: Bool = false, number: UInt8 = 1
    ) throws -> School {
        School(
            id: id(number),
            establishment: Establishment(
                urn: try urn("10000\(number)"), type: type, status: status, isSection41Approved: section41),
            hasOpenTraining: openTraining)
    }

    static func placement(
        _ number: UInt8 = 100, at schoolNumber: UInt8 = 2, from start: CalendarDate, to finish: CalendarDate? = nil,
        training: [TrainingPeriod] = []
    ) throws -> Placement {
        Placement(
            id: id(number), trn: try trn("1234567"), schoolID: id(schoolNumber), startedOn: start,
            finishedOn: finish, trainingPeriods: training)
    }
}
