import Foundation
import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// A school, together with the facts that the rules do not depend on.
struct SchoolRecord: Hashable, Sendable {
    var school: School
    var name: String
    var primaryContactEmail: String?
    var secondaryContactEmail: String?
    var createdAt: Instant
}

/// What is known about a URN.
enum SchoolEntry: Hashable, Sendable {
    case establishment(Establishment)
    case school(SchoolRecord)

    var standing: SchoolStanding {
        switch self {
        case .establishment(let establishment): .notASchool(establishment)
        case .school(let record): .known(record.school)
        }
    }

    var record: SchoolRecord? {
        if case .school(let record) = self { record } else { nil }
    }
}

/// Schools with their establishments.
struct SchoolStore: Sendable {
    /// Locks schools in the order of their URNs. A transaction takes these locks before it changes what is published
    /// about schools.
    func lock(_ urns: Set<URN>, in transaction: Transaction) async throws {
        guard !urns.isEmpty else { return }
        try await transaction.execute(
            "SELECT FROM school WHERE urn = ANY(\(Array(urns))) ORDER BY urn FOR NO KEY UPDATE")
    }

    func load(_ urns: Set<URN>, in transaction: Transaction) async throws -> [URN: SchoolEntry] {
        guard !urns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            "\(Self.selection) WHERE establishment.urn = ANY(\(Array(urns)))", as: Row.self)
        return Dictionary(rows.map { ($0.0, entry($0)) }, uniquingKeysWith: { $1 })
    }

    func urns(of ids: Set<SchoolID>, in transaction: Transaction) async throws -> [SchoolID: URN] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            "SELECT id, urn FROM school WHERE id = ANY(\(Array(ids)))", as: (SchoolID, URN).self)
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    /// Creates schools for establishments that have none.
    func open(_ schools: [(id: SchoolID, urn: URN)], at moment: Instant, in transaction: Transaction) async throws {
        guard !schools.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO school (id, urn, created_at)
            SELECT id, urn, \(moment) FROM unnest(\(schools.map(\.id)), \(schools.map(\.urn))) AS new (id, urn)
            ORDER BY urn
            ON CONFLICT DO NOTHING
            """)
    }

    func saveTutors(of schools: [School], in transaction: Transaction) async throws {
        guard !schools.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE school SET tutor_name = new.name, tutor_email = new.email, tutor_nominated_in = new.nominated_in,
                tutor_appointment_id = new.appointment_id, tutor_appointed_at = new.appointed_at,
                tutor_appointment_is_of = CASE WHEN new.appointment_id IS NOT NULL THEN new.email END
            FROM unnest(\(schools.map(\.id)), \(schools.map(\.inductionTutor?.name)),
                \(schools.map(\.inductionTutor?.emailAddress)), \(schools.map { $0.inductionTutor?.nominatedIn }),
                \(schools.map { $0.inductionTutor?.appointment?.id }),
                \(schools.map { $0.inductionTutor?.appointment?.appointedAt }))
                AS new (id, name, email, nominated_in, appointment_id, appointed_at)
            WHERE school.id = new.id
            """)
    }

    /// Records who marked the school or removed its mark, and why.
    func saveMark(
        of school: School, because reason: String, actor: String, at moment: Date, in transaction: Transaction
    ) async throws {
        try await transaction.execute(
            "UPDATE school SET is_marked_as_eligible = \(school.isMarkedAsEligible) WHERE id = \(school.id)")
        try await transaction.execute(
            """
            INSERT INTO school_marking (urn, is_marked_as_eligible, actor, reason, marked_at)
            VALUES (\(school.urn), \(school.isMarkedAsEligible), \(actor), \(reason), \(moment))
            """)
    }

    /// Saves what each school chose last, so that it can be offered again. Rows are locked in the order of their URNs,
    /// as in ``lock(_:in:)``.
    func saveLastChoices(_ placements: [Placement], in transaction: Transaction) async throws {
        let last = Dictionary(placements.map { ($0.schoolID, $0) }, uniquingKeysWith: { $1 })
        guard !last.isEmpty else { return }
        let chosen = Array(last.values)
        try await transaction.execute(
            "SELECT FROM school WHERE id = ANY(\(chosen.map(\.schoolID))) ORDER BY urn FOR NO KEY UPDATE")
        try await transaction.execute(
            """
            UPDATE school SET last_appropriate_body_id = new.body, last_programme = new.programme,
                last_lead_provider_id = new.provider
            FROM unnest(\(chosen.map(\.schoolID)), \(chosen.map(\.appropriateBodyID)),
                \(chosen.map(\.training?.programme)), \(chosen.map(\.training?.leadProviderID)))
                AS new (id, body, programme, provider)
            WHERE school.id = new.id
            """)
    }

    private typealias Row = (
        URN, String, String, EstablishmentStatus, CalendarDate?, Bool, String?, String?, SchoolID?, Bool?, PersonName?,
        EmailAddress?, ContractPeriodYear?, AppointmentID?, Instant?, EmailAddress?, Instant?, Bool
    )

    private static let selection: SQL = """
        SELECT establishment.urn, establishment.name, establishment.type_name, establishment.status,
            establishment.closed_on, establishment.is_section_41_approved, establishment.primary_contact_email,
            establishment.secondary_contact_email, school.id, school.is_marked_as_eligible, school.tutor_name,
            school.tutor_email, school.tutor_nominated_in, school.tutor_appointment_id, school.tutor_appointed_at,
            school.tutor_appointment_is_of, school.created_at,
            EXISTS (
                SELECT FROM placement JOIN training_period ON training_period.placement_id = placement.id
                WHERE placement.school_id = school.id AND training_period.finished_on IS NULL)
        FROM establishment LEFT JOIN school USING (urn)
        """

    private func entry(_ row: Row) -> SchoolEntry {
        let establishment = Establishment(
            urn: row.0, type: EstablishmentType(named: row.2), status: row.3, closedOn: row.4,
            isSection41Approved: row.5)
        guard let id = row.8, let createdAt = row.16 else { return .establishment(establishment) }
        return .school(
            SchoolRecord(
                school: School(
                    id: id, establishment: establishment, isMarkedAsEligible: row.9 ?? false,
                    inductionTutor: tutor(row), hasOpenTraining: row.17),
                name: row.1, primaryContactEmail: row.6, secondaryContactEmail: row.7, createdAt: createdAt))
    }

    /// Returns the tutor. Name and address are stored both or neither. The appointment may be that of an earlier tutor.
    private func tutor(_ row: Row) -> AppointedTutor? {
        guard let name = row.10, let emailAddress = row.11 else { return nil }
        var tutor = AppointedTutor(name: name, emailAddress: emailAddress, nominatedIn: row.12)
        if let id = row.13, let moment = row.14, row.15 == emailAddress {
            tutor.appointment = Appointment(id: id, appointedAt: moment)
        }
        return tutor
    }
}
