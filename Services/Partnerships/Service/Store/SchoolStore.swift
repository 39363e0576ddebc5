import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of this service's copy of schools. Locking a school serialises all changes to its partnerships and
/// training.
struct SchoolStore: Sendable {
    struct School: Sendable {
        var urn: URN
        var id: SchoolID
        /// Nil if no snapshot of the school has arrived yet.
        var name: String?
        var isEligible: Bool
        var contact: SchoolContact
        var createdAt: Instant
    }

    /// Creates rows for schools that are not known yet, so that they can be locked.
    func add(_ schools: [URN: SchoolID], at now: Instant, in transaction: Transaction) async throws {
        guard !schools.isEmpty else { return }
        let ordered = schools.sorted { $0.key < $1.key }
        try await transaction.execute(
            """
            INSERT INTO school (urn, id, created_at)
            SELECT urn, id, \(now) FROM unnest(\(ordered.map(\.key)), \(ordered.map(\.value))) AS new (urn, id)
            ORDER BY urn
            ON CONFLICT DO NOTHING
            """)
    }

    /// Locks schools in the order of their URNs.
    func lock(_ urns: Set<URN>, in transaction: Transaction) async throws {
        guard !urns.isEmpty else { return }
        try await transaction.execute(
            "SELECT FROM school WHERE urn = ANY(\(Array(urns))) ORDER BY urn FOR NO KEY UPDATE")
    }

    /// Locks the school with this id and returns it.
    func lock(_ id: SchoolID, in transaction: Transaction) async throws -> School? {
        let urns = try await transaction.query(
            "SELECT urn FROM school WHERE id = \(id) FOR NO KEY UPDATE", as: URN.self)
        guard let urn = urns.first else { return nil }
        return try await load([urn], in: transaction)[urn]
    }

    /// Saves snapshots. Rows are written, and so locked, in the order of URNs.
    func save(_ snapshots: [SchoolUpdated], in transaction: Transaction) async throws {
        let ordered = snapshots.sorted { $0.urn < $1.urn }
        try await transaction.execute(
            """
            INSERT INTO school (urn, id, name, is_eligible, tutor_name, tutor_email, primary_contact_email,
                secondary_contact_email, created_at)
            SELECT * FROM unnest(\(ordered.map(\.urn)), \(ordered.map(\.schoolID)), \(ordered.map(\.name)),
                \(ordered.map(\.isEligible)), \(ordered.map { $0.inductionTutor?.name.revealed }),
                \(ordered.map { $0.inductionTutor?.emailAddress.revealed }), \(ordered.map(\.primaryContactEmail)),
                \(ordered.map(\.secondaryContactEmail)), \(ordered.map(\.createdAt))) AS new (urn)
            ORDER BY new.urn
            ON CONFLICT (urn) DO UPDATE SET id = excluded.id, name = excluded.name, is_eligible = excluded.is_eligible,
                tutor_name = excluded.tutor_name, tutor_email = excluded.tutor_email,
                primary_contact_email = excluded.primary_contact_email,
                secondary_contact_email = excluded.secondary_contact_email, created_at = excluded.created_at
            """)
    }

    func load(_ urns: Set<URN>, in transaction: Transaction) async throws -> [URN: School] {
        guard !urns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT urn, id, name, is_eligible, tutor_name, tutor_email, primary_contact_email, secondary_contact_email,
                created_at
            FROM school WHERE urn = ANY(\(Array(urns)))
            """, as: (URN, SchoolID, String?, Bool, String?, String?, String?, String?, Instant).self)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let contact = SchoolContact(
                    tutorName: row.4.map { Personal($0) }, tutorEmail: row.5.map { Personal($0) }, primaryEmail: row.6,
                    secondaryEmail: row.7)
                return (
                    row.0,
                    School(
                        urn: row.0, id: row.1, name: row.2, isEligible: row.3, contact: contact, createdAt: row.8)
                )
            })
    }
}
