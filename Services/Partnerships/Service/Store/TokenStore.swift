import Foundation
import Messaging
import Metrics
import Postgres
import Vocabulary

/// The store of lead providers' tokens.
struct TokenStore: Sendable {
    let database: Database

    struct Token: Sendable {
        var id: UUID
        var leadProviderName: String
        var description: String?
        var createdAt: Instant
        var lastUsedOn: CalendarDate?
        var revokedAt: Instant?
    }

    /// The holder of a valid token.
    struct Holder: Hashable, Sendable {
        var tokenID: UUID
        var leadProviderID: LeadProviderID
    }

    func insert(
        _ digest: [UInt8], of leadProviderID: LeadProviderID, description: String?, id: UUID, at now: Instant
    ) async throws {
        try await database.execute(
            """
            INSERT INTO api_token (id, lead_provider_id, digest, description, created_at)
            VALUES (\(id), \(leadProviderID), \(digest), \(description as String?), \(now))
            """)
    }

    func leadProvider(named name: String) async throws -> LeadProviderID? {
        try await database.query(
            "SELECT id FROM lead_provider WHERE lower(name) = lower(\(name))", as: LeadProviderID.self
        ).first
    }

    func leadProviderNames() async throws -> [String] {
        try await database.query("SELECT name FROM lead_provider ORDER BY name", as: String.self)
    }

    func all() async throws -> [Token] {
        try await database.query(
            """
            SELECT t.id, p.name, t.description, t.created_at, t.last_used_on, t.revoked_at
            FROM api_token t JOIN lead_provider p ON p.id = t.lead_provider_id
            ORDER BY p.name, t.created_at, t.id
            """, as: (UUID, String, String?, Instant, CalendarDate?, Instant?).self
        ).map {
            Token(
                id: $0.0, leadProviderName: $0.1, description: $0.2, createdAt: $0.3, lastUsedOn: $0.4, revokedAt: $0.5)
        }
    }

    /// Revokes a token, and returns whether it existed and was not revoked before.
    func revoke(_ id: UUID, at now: Instant) async throws -> Bool {
        try await database.execute(
            "UPDATE api_token SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL") == 1
    }

    /// Returns the holder of a token if the token exists and was not revoked. Records the day of the first use on each
    /// day, if it can: a day that is not recorded is no reason to refuse the holder.
    func holder(of digest: [UInt8], today: CalendarDate) async throws -> Holder? {
        let rows = try await database.query(
            "SELECT id, lead_provider_id, last_used_on FROM api_token WHERE digest = \(digest) AND revoked_at IS NULL",
            as: (UUID, LeadProviderID, CalendarDate?).self)
        guard let (id, leadProviderID, lastUsedOn) = rows.first else { return nil }
        if lastUsedOn != today {
            do {
                try await database.execute("UPDATE api_token SET last_used_on = \(today) WHERE id = \(id)")
            } catch is PostgresError {
                Counter(label: "token_uses_not_recorded_total").increment()
            }
        }
        return Holder(tokenID: id, leadProviderID: leadProviderID)
    }
}
