package import Foundation
package import Postgres
import Vocabulary

/// A desk at which operators create, list and revoke tokens of lead providers.
package struct TokenDesk: Sendable {
    /// An error for a lead provider or token that does not exist.
    package struct Unknown: Error, CustomStringConvertible {
        package let description: String
    }

    package struct Made: Sendable {
        package var id: String
        /// The token, which is shown now and never again.
        package var token: String
    }

    private let store: TokenStore
    private let now: @Sendable () -> Date

    package init(database: Database, now: @escaping @Sendable () -> Date) {
        store = TokenStore(database: database)
        self.now = now
    }

    package func create(leadProvider name: String, description: String?) async throws -> Made {
        guard let leadProviderID = try await store.leadProvider(named: name) else {
            let known = try await store.leadProviderNames()
            let advice =
                known.isEmpty
                ? "None is known yet: run import-catalogue first." : "Known are: \(known.joined(separator: "; "))."
            throw Unknown(description: "There is no lead provider \(name). \(advice)")
        }
        var generator = SystemRandomNumberGenerator()
        let token = APIToken.generate(using: &generator)
        let id = UUID.version7()
        try await store.insert(
            APIToken.digest(of: token), of: leadProviderID, description: description, id: id, at: Instant(now()))
        return Made(id: id.lowercase, token: token)
    }

    package func revoke(_ id: String) async throws {
        guard let id = UUID(uuidString: id), try await store.revoke(id, at: Instant(now())) else {
            throw Unknown(description: "There is no token with this id that could be revoked. See tokens list.")
        }
    }

    /// Returns a table with one line for each token.
    package func list() async throws -> [String] {
        let header = ["id", "lead provider", "created", "last used", "revoked", "description"]
        let lines = try await store.all().map { token in
            [
                token.id.lowercase, token.leadProviderName, token.createdAt.rfc3339,
                token.lastUsedOn?.iso ?? "-", token.revokedAt?.rfc3339 ?? "-", token.description ?? "-",
            ]
        }
        return ([header] + lines).map { $0.joined(separator: "\t") }
    }
}
