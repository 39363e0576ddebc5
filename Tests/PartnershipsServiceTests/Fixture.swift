import Events
import Foundation
import Vocabulary

// Literals are checked when tests run, not in the product.

extension CalendarDate: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let day = CalendarDate(iso: value) else { preconditionFailure("\(value) is no date") }
        self = day
    }
}

extension Instant: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let instant = Instant(rfc3339: value) else { preconditionFailure("\(value) is no instant") }
        self = instant
    }
}

extension TRN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let trn = TRN(exactly: value) else { preconditionFailure("\(value) is no TRN") }
        self = trn
    }
}

extension URN: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let urn = URN(exactly: value) else { preconditionFailure("\(value) is no URN") }
        self = urn
    }
}

enum Fixture {
    static let beacon = LeadProviderID(uuid(1))
    static let lantern = LeadProviderID(uuid(2))
    static let northvale = DeliveryPartnerID(uuid(11))
    static let southvale = DeliveryPartnerID(uuid(12))
    static let eastvale = DeliveryPartnerID(uuid(13))

    static func uuid(_ number: Int) -> UUID {
        guard let uuid = UUID(uuidString: String(format: "00000000-0000-4000-8000-%012d", number)) else {
            preconditionFailure("\(number) makes no UUID")
        }
        return uuid
    }

    static let catalogue = [
        "a.csv": """
        year,started_on,finished_on,enabled,payments_frozen_at,mentor_funding_enabled,\
        detailed_evidence_types_enabled,uplift_fees_enabled
        2024,2024-06-01,2025-05-31,true,,false,false,true
        2025,2025-06-01,2026-05-31,false,,true,true,false
        2026,2026-06-01,2027-05-31,true,,true,true,false
        2027,2027-06-01,2028-05-31,true,,true,true,false
        """,
        "b.csv": """
        id,name,contract_periods
        \(beacon),Beacon,2024 2025 2026 2027
        \(lantern),Lantern,2026
        """,
        "c.csv": """
        id,name
        \(northvale),Northvale Hub
        \(southvale),Southvale Hub
        \(eastvale),Eastvale Hub
        """,
        "d.csv": """
        lead_provider,delivery_partner,contract_periods
        Beacon,Northvale Hub,2024 2025 2026
        Beacon,Southvale Hub,2026
        Lantern,Northvale Hub,2026
        """,
        "e.csv": """
        contract_period,identifier,name,declaration_type,started_on,finished_on
        2024,ecf-standard-september,Standard September,started,2024-06-01,2024-12-31
        2026,ecf-standard-september,Standard September,started,2026-06-01,2026-12-31
        2026,ecf-standard-january,Standard January,started,2027-01-01,
        2026,ecf-standard-april,Standard April,started,2027-04-01,
        """,
    ]

    /// A contract period that is not in the catalogue.
    static let laterPeriod = ["years.csv": "year,started_on,finished_on,enabled\n2028,2028-06-01,2029-05-31,true\n"]

    static let school: URN = "140001"
    static let otherSchool: URN = "140002"

    static func schoolID(_ urn: URN) -> SchoolID { SchoolID(uuid(Int(urn.rawValue) ?? 0)) }

    static func school(
        _ urn: URN = school, name: String = "Northvale School", isOpen: Bool = true, isEligible: Bool = true,
        tutor: String? = "Ada Tutor", createdAt: Instant = "2024-11-01T10:00:00Z"
    ) -> SchoolUpdated {
        SchoolUpdated(
            schoolID: schoolID(urn), urn: urn, name: name, isOpen: isOpen, isEligible: isEligible,
            inductionTutor: tutor.map {
                InductionTutor(name: Personal($0), emailAddress: Personal("tutor@school.example"))
            },
            primaryContactEmail: "office@school.example", createdAt: createdAt)
    }

    static func registered(
        _ trn: TRN = "3000001", at urn: URN = school, placement: Int = 100, from start: CalendarDate = "2026-09-01",
        by provider: LeadProviderID? = beacon, registeredAt: Instant = "2026-09-15T09:00:00Z",
        correctedName: String? = nil
    ) -> ECTRegistered {
        ECTRegistered(
            placementID: PlacementID(uuid(placement)), trn: trn, urn: urn, schoolID: schoolID(urn),
            name: Personal(correctedName ?? "Sam Example"), correctedName: correctedName.map { Personal($0) },
            emailAddress: Personal("sam@school.example"), startedOn: start,
            workingPattern: .fullTime,
            appropriateBody: AppropriateBody(
                id: AppropriateBodyID(uuid(90)), name: "Northvale Hub", kind: .teachingSchoolHub),
            training: TrainingChoice(
                programme: provider == nil ? .schoolLed : .providerLed, leadProviderID: provider),
            registeredAt: registeredAt)
    }

    static func left(
        _ trn: TRN = "3000001", _ urn: URN = school, placement: Int = 100, on day: CalendarDate
    ) -> ECTLeftSchool {
        ECTLeftSchool(
            placementID: PlacementID(uuid(placement)), trn: trn, urn: urn, leftOn: day, cause: .reportedBySchool)
    }

    static func teacher(
        _ trn: TRN = "3000001", first: String = "Samuel", status: InductionStatus = .inProgress
    ) -> TeacherUpdated {
        TeacherUpdated(
            trn: trn, status: .active,
            facts: TeacherFacts(
                firstName: Personal(first), lastName: Personal("Example"),
                induction: InductionRecord(status: status, startedOn: "2026-09-01")))
    }

    static func partnershipBody(
        cohort: String = "\"2026\"", school: String? = schoolID(Self.school).description,
        deliveryPartner: String? = northvale.description
    ) -> String {
        func quoted(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "null" }
        return """
            {"data":{"type":"partnership","attributes":{"cohort":\(cohort),"school_id":\(quoted(school)),\
            "delivery_partner_id":\(quoted(deliveryPartner))}}}
            """
    }
}
