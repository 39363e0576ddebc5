import Hummingbird
import Postgres
import Vocabulary
import Web

/// `GET /lookup-keys`: how many persons are known under each lookup key, which shows when an earlier key can be
/// removed.
struct LookupKeysEndpoint: Sendable {
    let persons = PersonStore()
    let database: Database

    func callAsFunction(_ request: Request, _ context: WebRequestContext) async throws -> StoredJSON {
        let keys = try await persons.countByKey(in: database).map { keyID, persons in
            #"{"id":\#(keyID.map { jsonText($0.rawValue) } ?? "null"),"persons":\#(persons)}"#
        }
        return StoredJSON(#"{"lookupKeys":[\#(keys.joined(separator: ","))]}"#)
    }
}
