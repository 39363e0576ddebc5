import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

/// The copies of schools.
struct SchoolStore: Sendable {
    /// Returns the last known tutors of those schools that are known.
    func tutors(of urns: Set<URN>, in transaction: Transaction) async throws -> [URN: TutorBefore] {
        let rows = try await transaction.query(
            """
            SELECT urn, tutor_email, CASE WHEN tutor_appointment_as_of = updated_at THEN tutor_appointment_id END
            FROM school WHERE urn = ANY(\(Array(urns)))
            """, as: (URN, String?, AppointmentID?).self)
        return rows.reduce(into: [:]) { tutors, row in
            tutors[row.0] = row.1.map { .somebody(Personal($0), row.2) } ?? .nobody
        }
    }

    func save(_ schools: [School], at now: Date, in transaction: Transaction) async throws {
        let ordered = schools.sorted { $0.urn < $1.urn }
        try await transaction.execute(
            """
            INSERT INTO school (urn, name, tutor_name, tutor_email, tutor_name_is_of, tutor_appointment_id,
                tutor_appointment_as_of, closed_as_of, updated_at)
            SELECT urn, name, tutor_name, tutor_email, tutor_email, appointment_id, \(now),
                CASE WHEN NOT is_open THEN \(now) END, \(now)
            FROM unnest(\(ordered.map(\.urn)), \(ordered.map(\.name)), \(ordered.map(\.isOpen)),
                \(ordered.map { $0.tutor?.name.revealed }), \(ordered.map { $0.tutor?.emailAddress.revealed }),
                \(ordered.map { $0.tutor?.appointment?.id }))
                AS new (urn, name, is_open, tutor_name, tutor_email, appointment_id)
            ORDER BY new.urn
            ON CONFLICT (urn) DO UPDATE
            SET name = excluded.name, tutor_name = excluded.tutor_name, tutor_email = excluded.tutor_email,
                tutor_name_is_of = excluded.tutor_name_is_of,
                tutor_appointment_id = excluded.tutor_appointment_id,
                tutor_appointment_as_of = excluded.tutor_appointment_as_of, closed_as_of = excluded.closed_as_of,
                updated_at = excluded.updated_at
            """)
    }
}
