import Foundation
import Messaging
import Postgres
import Vocabulary

/// Gives documents their place in the order in which changes become visible, and the time at which they changed.
///
/// The row of a provider stays locked until commit. That makes the numbers of one provider gapless and commit-ordered, and the
/// times too: each process has a clock of its own, so the latest time that was given is kept in the row and never
/// undercut. A poll for what was updated since a time that it was shown finds everything that came later.
struct DocumentSequence: Sendable {
    /// Stands for every provider, for documents that all of them share.
    static let everybody = LeadProviderID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    private struct Place: Sendable {
        var next: Int
        var updatedAt: Instant
    }

    private var places: [LeadProviderID: Place]
    /// Read under the locks, so that what was waited for is not dated before it.
    private let now: Instant

    /// Takes a number for each of these documents by their owners, all in one statement and in the order of ids: two
    /// transactions that took them in turns could wait for each other.
    ///
    /// - Parameter hasSchools: some are of schools, whose time is that of ``everybody``, whoever owns them, or schools come to
    ///   be listed in a contract period, which has the same time.
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

    /// The next number of the owner.
    mutating func take(_ owner: LeadProviderID) -> Int {
        let number = places[owner]?.next ?? 0
        places[owner]?.next = number + 1
        return number
    }

    /// When the owner's documents changed, and under ``everybody`` all documents of schools.
    func updatedAt(of owner: LeadProviderID) -> Instant { places[owner]?.updatedAt ?? now }

    /// Keeps the times that were given. To be run before the locks go, which is at the commit.
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
