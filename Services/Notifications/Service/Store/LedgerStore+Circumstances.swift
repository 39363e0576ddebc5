import Foundation
import Messaging
import NotificationsDomain
import Postgres
import Vocabulary

extension LedgerStore {
    /// Which of these e-mails nobody is to have any more, by what has happened until now, and why. One whose recipient is
    /// forgotten is not among them: there is nobody to have it, whatever has happened.
    func reasonsToWithhold(
        _ ids: [MessageID], at now: Date, in transaction: Transaction
    ) async throws -> [MessageID: WithholdingReason] {
        try await circumstances(of: ids, in: transaction).compactMapValues { $0.reasonToWithhold(at: now) }
    }

    /// An appointment that was entered later stands for the earlier one to the same address, whatever became of it,
    /// unless it was withheld itself. Ids have an order that every process sees alike, so one of them is left, whoever
    /// sends it. Where its address is forgotten by now it counts as the same: a school has a tutor at a time, so what came
    /// before it is over in any case.
    ///
    /// Each e-mail is looked up by ids alone: by state, or by what is not forgotten, an index would offer all there ever were.
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
                school.is_open IS FALSE
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

    /// Locks what was not asked for yet of the e-mails about these placements, in the order of ids. What a process is
    /// sending, and what may have been sent, is left as it is.
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
