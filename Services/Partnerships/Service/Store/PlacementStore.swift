import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

extension TrainingStore {
    /// A placement and the training that the school asked for.
    struct Wished: Sendable {
        var placement: Placement
        var wish: TrainingWish
    }

    func insert(_ placements: [Wished], in transaction: Transaction) async throws {
        guard !placements.isEmpty else { return }
        let rows = placements.map(\.placement)
        try await transaction.execute(
            """
            INSERT INTO placement (id, trn, urn, started_on, finished_on, email_address, working_pattern, registered_at,
                wished_programme, wished_lead_provider_id)
            SELECT * FROM unnest(\(rows.map(\.id)), \(rows.map(\.trn)), \(rows.map(\.urn)), \(rows.map(\.startedOn)),
                \(rows.map(\.finishedOn)), \(rows.map(\.emailAddress.revealed)), \(rows.map(\.workingPattern.rawValue)),
                \(rows.map(\.registeredAt)), \(placements.map(\.wish.programme.rawValue)),
                \(placements.map(\.wish.leadProviderID)))
            """)
    }

    func finish(_ placements: [Placement], in transaction: Transaction) async throws {
        guard !placements.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE placement p SET finished_on = new.finished_on
            FROM unnest(\(placements.map(\.id)), \(placements.map(\.finishedOn))) AS new (id, finished_on)
            WHERE p.id = new.id
            """)
    }

    func placements(of trns: Set<TRN>, in transaction: Transaction) async throws -> [Placement] {
        try await transaction.query(
            """
            SELECT id, trn, urn, started_on, finished_on, email_address, working_pattern, registered_at
            FROM placement WHERE trn = ANY(\(Array(trns)))
            """, as: (PlacementID, TRN, URN, CalendarDate, CalendarDate?, String, String, Instant).self
        ).map { row in
            Placement(
                id: row.0, trn: row.1, urn: row.2, startedOn: row.3, finishedOn: row.4, emailAddress: Personal(row.5),
                workingPattern: OpenWord(rawValue: row.6), registeredAt: row.7)
        }
    }

    /// A placement that could not be given training, and why.
    struct Refused: Sendable {
        var wished: Wished
        var code: String
        var detail: String?
        var refusedAt: Instant
    }

    /// Returns the placements that could not be given training, each teacher's in the order in which they were registered.
    ///
    /// - Parameter trns: the teachers to look for; nil for all teachers.
    func refused(of trns: Set<TRN>? = nil, in transaction: Transaction) async throws -> [Refused] {
        if let trns, trns.isEmpty { return [] }
        let condition: SQL = trns.map { "WHERE p.trn = ANY(\(Array($0)))" } ?? ""
        let rows = try await transaction.query(
            """
            SELECT p.id, p.trn, p.wished_programme, p.wished_lead_provider_id, r.code, r.detail, r.refused_at
            FROM refused_training r JOIN placement p ON p.id = r.placement_id \(condition)
            ORDER BY p.started_on, p.registered_at, p.id
            """, as: (PlacementID, TRN, TrainingProgramme, LeadProviderID?, String, String?, Instant).self)
        guard !rows.isEmpty else { return [] }
        let known = try await placements(of: Set(rows.map(\.1)), in: transaction)
        let byID = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
        return rows.compactMap { row in
            byID[row.0].map {
                Refused(
                    wished: Wished(placement: $0, wish: row.2 == .schoolLed ? .schoolLed : .providerLed(by: row.3)),
                    code: row.4, detail: row.5, refusedAt: row.6)
            }
        }
    }

    /// Returns how many refused placements have not ended before this day.
    func waiting(on day: CalendarDate, in database: Database) async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM refused_training r JOIN placement p ON p.id = r.placement_id
            WHERE p.finished_on IS NULL OR p.finished_on >= \(day)
            """, as: Int.self
        ).first ?? 0
    }

    func saveRefusals(
        _ refusals: [(PlacementID, TrainingRefusal)], at now: Instant, in transaction: Transaction
    ) async throws {
        guard !refusals.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO refused_training (placement_id, code, detail, refused_at)
            SELECT id, code, detail, \(now)
            FROM unnest(\(refusals.map(\.0)), \(refusals.map(\.1.code)), \(refusals.map(\.1.detail)))
                AS new (id, code, detail)
            ON CONFLICT (placement_id) DO UPDATE SET code = excluded.code, detail = excluded.detail,
                refused_at = excluded.refused_at
            """)
    }

    func clearRefusals(of placements: [PlacementID], in transaction: Transaction) async throws {
        guard !placements.isEmpty else { return }
        try await transaction.execute("DELETE FROM refused_training WHERE placement_id = ANY(\(placements))")
    }
}

extension TrainingWish {
    var programme: TrainingProgramme {
        switch self {
        case .schoolLed: .schoolLed
        case .providerLed: .providerLed
        }
    }

    var leadProviderID: LeadProviderID? {
        guard case .providerLed(let leadProviderID) = self else { return nil }
        return leadProviderID
    }
}
