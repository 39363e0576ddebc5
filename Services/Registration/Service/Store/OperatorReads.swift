import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// The rows that operators are shown, in full, to find out what happened to a teacher or a school.
struct OperatorReads: Sendable {
    let database: Database

    struct PlacementView: Sendable {
        let id: PlacementID
        let trn: TRN
        let name: ShownName
        let urn: URN
        let startedOn: CalendarDate
        let finishedOn: CalendarDate?
        let workingPattern: WorkingPattern
        let programme: TrainingProgramme
        let registeredAt: Instant
        let trainingState: String?
        let leadProvider: String?
        let deliveryPartner: String?
        let contractPeriod: ContractPeriodYear?
        let refusal: String?
    }

    struct SchoolView: Sendable {
        let id: SchoolID?
        let urn: URN
        let name: String
        let status: EstablishmentStatus
        let typeName: String
        let isSection41Approved: Bool
        let isMarkedAsEligible: Bool
        let tutorName: String?
        let tutorNominatedIn: ContractPeriodYear?
    }

    func placement(_ id: PlacementID) async throws -> PlacementView? {
        try await database.query("\(Self.placements) WHERE placement.id = \(id)", as: PlacementRow.self)
            .first.map(view)
    }

    /// Returns the placements of a school, newest first.
    func placements(at id: SchoolID) async throws -> [PlacementView] {
        try await database.query(
            "\(Self.placements) WHERE placement.school_id = \(id) ORDER BY placement.registered_at DESC LIMIT 1000",
            as: PlacementRow.self
        ).map(view)
    }

    func school(_ urn: URN) async throws -> SchoolView? {
        try await database.query(
            """
            SELECT school.id, establishment.urn, establishment.name, establishment.status, establishment.type_name,
                establishment.is_section_41_approved, coalesce(school.is_marked_as_eligible, false),
                school.tutor_name, school.tutor_nominated_in
            FROM establishment LEFT JOIN school USING (urn) WHERE establishment.urn = \(urn)
            """,
            as: (
                SchoolID?, URN, String, EstablishmentStatus, String, Bool, Bool, String?, ContractPeriodYear?
            ).self
        ).first.map { row in
            SchoolView(
                id: row.0, urn: row.1, name: row.2, status: row.3, typeName: row.4, isSection41Approved: row.5,
                isMarkedAsEligible: row.6, tutorName: row.7, tutorNominatedIn: row.8)
        }
    }

    private typealias PlacementRow = (
        PlacementID, TRN, String, URN, CalendarDate, CalendarDate?, WorkingPattern, TrainingProgramme, Instant, String?,
        String?, String?, ContractPeriodYear?, String?, String?, String?, String?
    )

    /// Selects placements, each with its latest training.
    private static let placements: SQL = """
        SELECT placement.id, placement.trn, placement.display_name, school.urn, placement.started_on,
            placement.finished_on, placement.working_pattern, placement.programme, placement.registered_at,
            training.state, training.lead_provider_name, training.delivery_partner_name, training.contract_period,
            training_refusal.code, registrant.corrected_name, teacher.first_name, teacher.last_name
        FROM placement
        JOIN school ON school.id = placement.school_id
        JOIN registrant ON registrant.trn = placement.trn
        LEFT JOIN teacher ON teacher.trn = placement.trn
        LEFT JOIN LATERAL (
            SELECT state, lead_provider_name, delivery_partner_name, contract_period FROM training_period
            WHERE training_period.placement_id = placement.id ORDER BY started_on DESC LIMIT 1
        ) AS training ON true
        LEFT JOIN training_refusal ON training_refusal.placement_id = placement.id
        """

    private func view(_ row: PlacementRow) -> PlacementView {
        PlacementView(
            id: row.0, trn: row.1, name: name(row), urn: row.3, startedOn: row.4, finishedOn: row.5,
            workingPattern: row.6, programme: row.7, registeredAt: row.8, trainingState: row.9, leadProvider: row.10,
            deliveryPartner: row.11, contractPeriod: row.12, refusal: row.13)
    }

    private func name(_ row: PlacementRow) -> ShownName {
        ShownName(
            corrected: row.14,
            inTRS: row.15.flatMap { first in row.16.map { TeacherName(first: first, last: $0) } },
            asRegistered: row.2)
    }
}
