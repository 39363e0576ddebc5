import HTTPTypes
import Hummingbird
import Postgres
import RegistrationDomain
import Vocabulary
import Web

/// `GET /ects/{placement id}` and `GET /schools/{urn}`: reads for operators. Operators have to recognise a teacher, so
/// numbers and names are shown; dates of birth are never known here.
struct OperatorEndpoints: Sendable {
    let reads: OperatorReads

    func addRoutes(to router: Router<WebRequestContext>) {
        router.get("/ects/{id}", use: ect)
        router.get("/schools/{urn}", use: school)
    }

    private func ect(_ request: Request, _ context: WebRequestContext) async throws -> StoredJSON {
        guard let id = context.parameters.get("id").flatMap({ PlacementID(parsing: $0) }) else {
            throw Problem(.badRequest, error: "A placement is named by its id, a UUID.")
        }
        guard let placement = try await reads.placement(id) else {
            throw Problem(.notFound, error: "There is no placement with this id.")
        }
        return try StoredJSON(json: ECTBody(placement))
    }

    private func school(_ request: Request, _ context: WebRequestContext) async throws -> StoredJSON {
        guard let urn = context.parameters.get("urn").flatMap({ try? URN(parsing: $0) }) else {
            throw Problem(.badRequest, error: "A school is named by its URN, of five or six digits.")
        }
        guard let school = try await reads.school(urn) else {
            throw Problem(.notFound, error: "GIAS has not told of an establishment with this URN.")
        }
        let placements = try await school.id.mapAsync { try await reads.placements(at: $0) } ?? []
        return try StoredJSON(json: SchoolBody(school, placements))
    }
}

private struct ECTBody: Encodable {
    let id: String
    let trn: String
    /// The name as a school is shown it now.
    let name: String
    /// `correction`, `teaching-record-system`, or `registration` until identity has published the teacher.
    let nameSource: String
    let urn: String
    let startedOn: String
    let finishedOn: String?
    let workingPattern: String
    let trainingProgramme: String
    let registeredAt: String
    let training: Training

    struct Training: Encodable {
        /// `awaiting-confirmation`, `confirmed`, `school-led`, `refused`, or `unknown`: partnerships has published
        /// nothing about the training yet, or that it was cancelled.
        let state: String
        let leadProvider: String?
        let deliveryPartner: String?
        let contractPeriod: Int?
        let refusal: String?
    }

    init(_ view: OperatorReads.PlacementView) {
        id = "\(view.id)"
        trn = view.trn.rawValue
        name = view.name.name
        nameSource = view.name.source.rawValue
        urn = view.urn.rawValue
        startedOn = view.startedOn.iso
        finishedOn = view.finishedOn?.iso
        workingPattern = view.workingPattern.rawValue
        trainingProgramme = view.programme.rawValue
        registeredAt = view.registeredAt.rfc3339
        training = Training(
            state: view.trainingState ?? (view.refusal == nil ? "unknown" : "refused"),
            leadProvider: view.leadProvider, deliveryPartner: view.deliveryPartner,
            contractPeriod: view.contractPeriod?.rawValue, refusal: view.refusal)
    }
}

private struct SchoolBody: Encodable {
    let id: String?
    let urn: String
    let name: String
    let status: String
    let type: String
    let isOpen: Bool
    let isEligible: Bool
    /// Whether an operator marked it as eligible, regardless of what GIAS says.
    let isMarkedAsEligible: Bool
    let inductionTutor: String?
    let inductionTutorNominatedIn: Int?
    let ects: [ECTBody]

    init(_ view: OperatorReads.SchoolView, _ placements: [OperatorReads.PlacementView]) {
        let establishment = Establishment(
            urn: view.urn, type: EstablishmentType(named: view.typeName), status: view.status,
            isSection41Approved: view.isSection41Approved)
        id = view.id.map { "\($0)" }
        urn = view.urn.rawValue
        name = view.name
        status = view.status.rawValue
        type = view.typeName
        isOpen = establishment.isOpen
        isEligible = view.isMarkedAsEligible || establishment.isEligible
        isMarkedAsEligible = view.isMarkedAsEligible
        inductionTutor = view.tutorName
        inductionTutorNominatedIn = view.tutorNominatedIn?.rawValue
        ects = placements.map(ECTBody.init)
    }
}

extension Optional {
    fileprivate func mapAsync<Result>(_ transform: (Wrapped) async throws -> Result) async throws -> Result? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
