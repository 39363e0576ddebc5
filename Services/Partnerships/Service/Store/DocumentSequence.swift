import Foundation
import Messaging
import Postgres
import Vocabulary

/// The numbers that order documents by when their changes become visible, and the times at which they changed.
///
/// The row of a provider stays locked until commit. The numbers of one provider are therefore gapless and in commit
/// order, and so are the times: each process has its own clock, so the row keeps the latest time that was assigned, and
/// no later change is dated before it. A poll for updates since a time that the provider was shown finds everything
/// that came later.
struct DocumentSequence: Sendable {
    /// The owner of documents that all providers share.
    static let everybody = LeadProviderID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    private struct Place: Sendable {
        var next: Int
        var updatedAt: Instant
    }

    private var places: [LeadProviderID: Place]
    /// Read under the locks, so that a change is never dated before the changes that it waited for.
    private let now: Instant

    /// Takes a number for each of these documents by their owners.
    ///
    /// All numbers are taken in one statement and in the order of ids. Two transactions that took them in different
    /// orders could wait for each other.
    ///
    /// - Parameter hasSchools: whether some of the documents are of schools, or schools come to be listed in a contract
    ///   period. Both use the time of ``everybody``, whatever the owner.
    init(
        reserving owners: [LeadProviderID], hasSchools: Bool, now: @Sendable () -> Date, in transaction: Transaction
    ) async throws {
        var counts: [LeadProviderID: Int] = hasSchools ? [Self.everybody: 0] : [:]
        for owner in owners { counts[owner, default: 0] += 1 }
        let ordered = counts.sorted { $0.key < $1.key }
        guard !ordered.isEmpty else {
            places = [:]
            self.now = Instant(now())
            return
        }
        let rows = try await transaction.query(
            """
            INSERT INTO document_sequence AS s (lead_provider_id, last)
            SELECT id, count FROM unnest(\(ordered.map(\.key)), \(ordered.map(\.value))) AS new (id, count) ORDER BY id
            ON CONFLICT (lead_provider_id) DO UPDATE SET last = s.last + excluded.last
            RETURNING lead_provider_id, last, last_at
            """, as: (LeadProviderID, Int, Instant?).self)
        let clock = Instant(now())
        self.now = clock
        places = Dictionary(
            uniqueKeysWithValues: rows.map { id, last, lastAt in
                (id, Place(next: last - (counts[id] ?? 0) + 1, updatedAt: max(lastAt ?? clock, clock)))
            })
    }

    /// Returns the next number of the owner.
    mutating func take(_ owner: LeadProviderID) -> Int {
        let number = places[owner]?.next ?? 0
        places[owner]?.next = number + 1
        return number
    }

    /// Returns when the owner's documents changed or, for ``everybody``, when all documents of schools changed.
    func updatedAt(of owner: LeadProviderID) -> Instant { places[owner]?.updatedAt ?? now }

    /// The statements that store the assigned times. They must run before the locks are released at the commit.
    var keeping: [SQL] {
        guard !places.isEmpty else { return [] }
        let ids = Array(places.keys)
        return [
            """
            UPDATE document_sequence s SET last_at = new.at
            FROM unnest(\(ids), \(ids.map(updatedAt(of:)))) AS new (id, at) WHERE s.lead_provider_id = new.id
            """
        ]
    }
}
