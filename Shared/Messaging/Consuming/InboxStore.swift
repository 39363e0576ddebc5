import Events
import Foundation
import Postgres

/// The statements that make a redelivery harmless: inbox and applied versions of one subscription.
///
/// Keys are looked up in lateral subqueries, which the planner cannot turn into a join. In a table that has no
/// statistics yet, all rows may belong to one consumer, and a join would read them all for every batch.
struct InboxStore: Sendable {
    let consumer: String

    enum Outcome: String, Sendable {
        case applied, stale, ignored, gap, parked, discarded
    }

    /// Claims ids for this transaction and returns those that were not claimed before. Waits for another transaction
    /// that is about to claim the same ids.
    func claim(_ claims: [(id: UUID, outcome: Outcome)], in transaction: Transaction) async throws -> Set<UUID> {
        guard !claims.isEmpty else { return [] }
        if claims.count > Self.insertsAbove, try await claimAsNew(claims, in: transaction) {
            return Set(claims.map(\.id))
        }
        let rows = try await transaction.query(
            "\(insertion(of: claims)) ON CONFLICT DO NOTHING RETURNING event_id", as: UUID.self)
        return Set(rows)
    }

    /// A savepoint costs more than it saves for a few rows.
    private static let insertsAbove = 50

    /// Claims all ids, or none if one of them is not new, and returns whether it did. Nearly always all are new, and
    /// looking for each before it is inserted, as `ON CONFLICT` does, is a third of the cost.
    private func claimAsNew(
        _ claims: [(id: UUID, outcome: Outcome)], in transaction: Transaction
    ) async throws -> Bool {
        do {
            _ = try await transaction.savepoint { try await $0.execute(insertion(of: claims)) }
            return true
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            return false
        }
    }

    private func insertion(of claims: [(id: UUID, outcome: Outcome)]) -> SQL {
        """
        INSERT INTO inbox (consumer, event_id, outcome)
        SELECT \(consumer), event_id, outcome
        FROM unnest(\(claims.map(\.id)), \(claims.map(\.outcome.rawValue))) AS claim (event_id, outcome)
        """
    }

    func record(_ outcomes: [(id: UUID, outcome: Outcome)], in transaction: Transaction) async throws {
        for (outcome, met) in Dictionary(grouping: outcomes, by: \.outcome) {
            try await transaction.execute(
                """
                UPDATE inbox SET outcome = \(outcome.rawValue)
                WHERE consumer = \(consumer) AND event_id = ANY(\(met.map(\.id)))
                """)
        }
    }

    func versions(of subjects: [Subject], in transaction: Transaction) async throws -> [Subject: AppliedVersion] {
        guard !subjects.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT subject.topic, subject.key, known.version, known.gaps
            FROM unnest(\(subjects.map(\.topic)), \(subjects.map(\.key))) AS subject (topic, key)
            CROSS JOIN LATERAL (
                SELECT version, gaps FROM applied_version
                WHERE consumer = \(consumer) AND topic = subject.topic AND key = subject.key
                LIMIT 1
            ) AS known
            """, as: (String, String, Int64, Int32).self)
        var versions: [Subject: AppliedVersion] = [:]
        for (topic, key, version, gaps) in rows {
            versions[Subject(topic: topic, key: key)] = AppliedVersion(version: version, gaps: gaps)
        }
        return versions
    }

    /// Moves versions on from the values that were read, which also locks them until the commit.
    ///
    /// - Throws: ``VersionsMoved`` when another consumer was faster. Everything must then be read again.
    func move(
        _ subjects: Set<Subject>, from before: [Subject: AppliedVersion], to after: [Subject: AppliedVersion],
        in transaction: Transaction
    ) async throws {
        // All transactions lock in the same order.
        let ordered = subjects.sorted()
        let known = ordered.filter { before[$0] != nil }
        let new = ordered.filter { before[$0] == nil }
        var moved = 0
        if !new.isEmpty {
            moved += try await insert(new, after, in: transaction)
        }
        if !known.isEmpty {
            moved += try await update(known, before, after, in: transaction)
        }
        guard moved == subjects.count else { throw VersionsMoved() }
    }

    /// Inserts keys with a plain `INSERT`. The keys were just looked up, and looking them up again, as `ON CONFLICT`
    /// does, is half of the cost.
    private func insert(
        _ subjects: [Subject], _ after: [Subject: AppliedVersion], in transaction: Transaction
    ) async throws -> Int {
        let states = subjects.map { after[$0] ?? AppliedVersion() }
        do {
            return try await transaction.execute(
                """
                INSERT INTO applied_version (consumer, topic, key, version, gaps)
                SELECT \(consumer), topic, key, version, gaps
                FROM unnest(
                    \(subjects.map(\.topic)), \(subjects.map(\.key)), \(states.map(\.version)), \(states.map(\.gaps)))
                    AS subject (topic, key, version, gaps)
                """)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            throw VersionsMoved()
        }
    }

    private func update(
        _ subjects: [Subject], _ before: [Subject: AppliedVersion], _ after: [Subject: AppliedVersion],
        in transaction: Transaction
    ) async throws -> Int {
        let old = subjects.map { before[$0] ?? AppliedVersion() }
        let new = subjects.map { after[$0] ?? AppliedVersion() }
        return try await transaction.execute(
            """
            INSERT INTO applied_version AS known (consumer, topic, key, version, gaps)
            SELECT \(consumer), subject.topic, subject.key, subject.version, subject.gaps
            FROM unnest(
                \(subjects.map(\.topic)), \(subjects.map(\.key)),
                \(old.map(\.version)), \(old.map(\.gaps)), \(new.map(\.version)), \(new.map(\.gaps)))
                AS subject (topic, key, old_version, old_gaps, version, gaps)
            CROSS JOIN LATERAL (
                SELECT FROM applied_version AS held
                WHERE held.consumer = \(consumer) AND held.topic = subject.topic AND held.key = subject.key
                    AND held.version = subject.old_version AND held.gaps = subject.old_gaps
                FOR UPDATE
            ) AS unmoved
            ON CONFLICT (consumer, topic, key) DO UPDATE SET version = excluded.version, gaps = excluded.gaps
            """)
    }
}

/// Another consumer moved a key after this one read it and before this one wrote it.
struct VersionsMoved: InfrastructureFailure {}
