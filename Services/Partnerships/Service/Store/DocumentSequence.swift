import Foundation
import Messaging
import Postgres
import Vocabulary

/// Gives documents their place in the order in which changes become visible.
///
/// The row of a provider stays locked until commit. That makes the numbers of one provider gapless and commit-ordered,
/// and a clock read after the lock never runs behind what the provider could already see.
struct DocumentSequence: Sendable {
    /// Stands for every provider, for documents that all of them share.
    static let everybody = LeadProviderID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    private var next: [LeadProviderID: Int]

    /// Takes a number for each of these documents by their owners, all in one statement and in the order of ids: two
    /// transactions that took them in turns could wait for each other.
    init(reserving owners: [LeadProviderID], in transaction: Transaction) async throws {
        var counts: [LeadProviderID: Int] = [:]
        for owner in owners { counts[owner, default: 0] += 1 }
        let ordered = counts.sorted { $0.key < $1.key }
        guard !ordered.isEmpty else {
            next = [:]
            return
        }
        let rows = try await transaction.query(
            """
            INSERT INTO document_sequence AS s (lead_provider_id, last)
            SELECT id, count FROM unnest(\(ordered.map(\.key)), \(ordered.map(\.value))) AS new (id, count) ORDER BY id
            ON CONFLICT (lead_provider_id) DO UPDATE SET last = s.last + excluded.last
            RETURNING lead_provider_id, last
            """, as: (LeadProviderID, Int).self)
        next = Dictionary(uniqueKeysWithValues: rows.map { id, last in (id, last - (counts[id] ?? 0) + 1) })
    }

    /// The next number of the owner.
    mutating func take(_ owner: LeadProviderID) -> Int {
        let number = next[owner] ?? 0
        next[owner] = number + 1
        return number
    }
}
