import Hummingbird
import PartnershipsDomain
import Postgres
import Vocabulary
import Web

/// An endpoint that lists and shows schools in one contract period, which the request must name.
struct SchoolsEndpoint: Sendable {
    let database: Database
    let documents: SchoolDocumentStore

    func list(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let list = try ListRequest(request)
        let year = try cohort(list.filter)
        var query = SchoolQuery(
            leadProviderID: try context.leadProviderID, year: year, updatedSince: try list.updatedSince,
            window: try list.window)
        if let text = list.filter.text("urn") {
            guard let urn = URN(exactly: leadingDigits(text)) else { return Self.nothing }
            query.urn = urn
        }
        return StoredJSON(list: try await documents.list(query, from: database), under: "data")
    }

    func show(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let year = try cohort(try ListRequest(request).filter)
        guard let id = context.parameters.get("id").flatMap(SchoolID.init(parsing:)) else { throw Problem.notFound }
        let query = SchoolQuery(
            leadProviderID: try context.leadProviderID, year: year, id: id,
            window: .first)
        guard let body = try await documents.list(query, from: database).first else { throw Problem.notFound }
        return StoredJSON(body, under: "data")
    }

    /// Returns the contract period. A value that is blank or not a number becomes a period that no school is in.
    private func cohort(_ filter: FilterParameters) throws(Problem) -> ContractPeriodYear {
        guard filter.contains("cohort") else { throw .cohortMissing }
        return ContractPeriodYear(rawValue: filter.text("cohort").flatMap { Int(leadingDigits($0)) } ?? 0)
    }

    /// A request can name only one school and one contract period; anything after the digits has never been read.
    private func leadingDigits(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).prefix { $0.isASCII && $0.isNumber })
    }

    private static let nothing = StoredJSON(list: [[UInt8]](), under: "data")
}
