import HTTPTypes
import Hummingbird
import IdentityDomain
import Postgres
import Vocabulary
import Web

/// `GET /teachers/{trn}`: the standing of a record in TRS and when it was last observed. Contains no name and no
/// digest.
struct TeacherEndpoint: Sendable {
    let persons = PersonStore()
    let database: Database

    func callAsFunction(_ request: Request, _ context: WebRequestContext) async throws -> StoredJSON {
        guard let trn = context.parameters.get("trn").flatMap(TRN.init(exactly:)) else {
            throw Problem(.badRequest, error: "A teacher reference number has seven digits.")
        }
        guard let person = try await persons.load([trn], from: database)[trn] else {
            throw Problem(.notFound, error: "TRS has not spoken of this teacher reference number.")
        }
        let members = [
            ("standing", jsonText(person.standing.label)),
            ("mergedInto", person.standing.retainedRecord.map { jsonText($0.rawValue) } ?? "null"),
            ("inductionStatus", person.facts.map { jsonText($0.induction.status.rawValue) } ?? "null"),
            ("hasDateOfBirth", "\(person.digests.dateOfBirth != nil)"),
            ("hasNationalInsuranceNumber", "\(person.digests.nationalInsuranceNumber != nil)"),
            ("observedAt", jsonText(person.observedAt.rfc3339)),
        ]
        return StoredJSON("{" + members.map { "\(jsonText($0)):\($1)" }.joined(separator: ",") + "}")
    }
}

extension Person.Standing {
    fileprivate var label: String {
        switch self {
        case .active: "active"
        case .deactivated: "deactivated"
        case .merged: "merged"
        case .notFound: "not-found"
        }
    }

    fileprivate var retainedRecord: TRN? {
        if case .merged(let retained) = self { retained } else { nil }
    }
}
