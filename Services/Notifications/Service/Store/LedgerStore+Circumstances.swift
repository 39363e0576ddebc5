import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

extension LedgerStore {
    /// Returns which of these e-mails are not to be sent any more, because of events until now, and why. An e-mail
    /// whose recipient is forgotten is never included, because it cannot be sent in any case.
    func reasonsToWithhold(
        _ ids: [MessageID], at now: Date, in transaction: Transaction
    ) async throws -> [MessageID: WithholdingReason] {
        try await circumstances(of: ids, in: transaction).compactMapValues { $0.reasonToWithhold(at: now) }
    }

    /// Loads the circumstances of these e-mails.
    ///
    /// - An appointment that was entered later replaces an earlier one to the same address, regardless of its outcome,
    ///   unless it was itself withheld. All processes see ids in the same order, so exactly one of the letters remains,
    ///   whichever process sends it.
    /// - If the address of the later one is already forgotten, it counts as the same. A school has one tutor at a time,
    ///   so earlier letters are obsolete in any case.
    ///
    /// Each e-mail is looked up by ids alone. An index by state, or by what is not forgotten, would return all e-mails
    /// that ever existed.
    private func circumstances(
        of ids: [MessageID], in transaction: Transaction
    ) async throws -> [MessageID: Circumstances] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT message.id, message.purpose, message.email_address, school.tutor_email, departure.left_on,
                departure.is_registered_elsewhere,
                message.purpose = 'induction-tutor.appointed' AND EXISTS (
                    SELECT FROM message AS newer
                    WHERE newer.purpose = 'induction-tutor.appointed' AND newer.urn = message.urn AND newer.round = 0
                        AND newer.id > coalesce(message.original_id, message.id) AND newer.state <> 'withheld'
                        AND (newer.forgotten_at IS NOT NULL
                            OR lower(newer.email_address) = lower(message.email_address))),
                (SELECT first.state = 'delivered' FROM message AS first
                    WHERE first.id = coalesce(message.original_id, message.id))
                OR coalesce(
                    (SELECT bool_or(again.state = 'delivered') FROM message AS again
                        WHERE again.original_id = coalesce(message.original_id, message.id)), false),
                coalesce(school.closed_as_of = school.updated_at, false)
            FROM message LEFT JOIN school ON school.urn = message.urn
                LEFT JOIN departure ON departure.placement_id = message.placement_id
            WHERE message.id = ANY(\(ids))
            """, as: (MessageID, Purpose, String?, String?, CalendarDate?, Bool?, Bool, Bool, Bool).self)
        return rows.reduce(into: [:]) { circumstances, row in
            guard let emailAddress = row.2 else { return }
            circumstances[row.0] = Circumstances(
                purpose: row.1, emailAddress: Personal(emailAddress), tutorNow: row.3.map { Personal($0) },
                isNamedAnew: row.6, isSchoolClosed: row.8,
                departure: row.4.map { Departure(leftOn: $0, isRegisteredAnew: row.5 ?? false) },
                hasArrived: row.7)
        }
    }

    /// Locks the e-mails about these placements for which no request was made yet, in the order of ids. E-mails that a
    /// process is sending, and those that may have been sent, are left alone.
    func lockPlanned(
        about placements: [PlacementID], in transaction: Transaction
    ) async throws -> [(id: MessageID, entry: Entry)] {
        guard !placements.isEmpty else { return [] }
        let rows = try await transaction.query(
            """
            SELECT id, attempt, queued_at FROM message
            WHERE state = 'planned' AND placement_id = ANY(\(placements))
            ORDER BY id FOR UPDATE
            """, as: (MessageID, Int32, Date).self)
        return rows.map { ($0.0, Entry(state: .planned, attempt: Int($0.1), queuedAt: $0.2)) }
    }
}
