import Events
import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of teachers: what TRS says about them, and who they are to lead providers once they are placed.
struct ParticipantStore: Sendable {
    /// A teacher who may become a participant through a registration.
    struct Newcomer: Sendable {
        var trn: TRN
        var name: Personal<String>
        /// The correction that applies with the registration; nil if there never was one or it was withdrawn.
        var correctedName: Personal<String>?
        var registeredAt: Instant
    }

    /// Saves what TRS says. A record that is no longer active keeps the names that it had.
    func save(_ updates: [TeacherUpdated], in transaction: Transaction) async throws {
        let known = updates.filter { $0.facts != nil }.sorted { $0.trn < $1.trn }
        guard !known.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO teacher_record (trn, first_name, last_name, induction_status, induction_started_on,
                induction_completed_on)
            SELECT * FROM unnest(\(known.map(\.trn)), \(known.map { $0.facts?.firstName.revealed }),
                \(known.map { $0.facts?.lastName.revealed }), \(known.map { $0.facts?.induction.status.rawValue }),
                \(known.map { $0.facts?.induction.startedOn }), \(known.map { $0.facts?.induction.completedOn }))
                AS new (trn)
            ORDER BY new.trn
            ON CONFLICT (trn) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
                induction_status = excluded.induction_status, induction_started_on = excluded.induction_started_on,
                induction_completed_on = excluded.induction_completed_on
            """)
    }

    /// Locks the records of teachers in the order of TRNs, after creating empty records for teachers whom TRS has not
    /// reported.
    ///
    /// A registration and what TRS says about the same teacher both lock the record first, so that the second sees the
    /// first one's changes.
    func lockRecords(of trns: Set<TRN>, in transaction: Transaction) async throws {
        let ordered = trns.sorted()
        guard !ordered.isEmpty else { return }
        try await transaction.execute(pipelined: [
            """
            INSERT INTO teacher_record (trn) SELECT trn FROM unnest(\(ordered)) AS new (trn) ORDER BY trn
            ON CONFLICT DO NOTHING
            """,
            "SELECT FROM teacher_record WHERE trn = ANY(\(ordered)) ORDER BY trn FOR NO KEY UPDATE",
        ])
    }

    /// Assigns ids to teachers who have none, keeps the names of the latest registration, and locks all in the order of
    /// TRNs.
    ///
    /// - Parameter newcomers: at most one per TRN.
    func register(_ newcomers: [Newcomer], in transaction: Transaction) async throws {
        let ordered = newcomers.sorted { $0.trn < $1.trn }
        guard !ordered.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO participant (trn, id, training_record_id, registered_name, corrected_name, created_at)
            SELECT trn, gen_random_uuid(), gen_random_uuid(), name, corrected_name, created_at
            FROM unnest(\(ordered.map(\.trn)), \(ordered.map(\.name.revealed)),
                \(ordered.map { $0.correctedName?.revealed }), \(ordered.map(\.registeredAt)))
                AS new (trn, name, corrected_name, created_at)
            ORDER BY trn
            ON CONFLICT (trn) DO UPDATE SET registered_name = excluded.registered_name,
                corrected_name = excluded.corrected_name
            """)
    }

    /// Locks the teachers who are participants, in the order of TRNs, and returns them.
    @discardableResult
    func lock(_ trns: Set<TRN>, in transaction: Transaction) async throws -> Set<TRN> {
        guard !trns.isEmpty else { return [] }
        return Set(
            try await transaction.query(
                "SELECT trn FROM participant WHERE trn = ANY(\(Array(trns))) ORDER BY trn FOR NO KEY UPDATE",
                as: TRN.self))
    }

    func load(_ trns: Set<TRN>, in transaction: Transaction) async throws -> [TRN: Participant] {
        guard !trns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT p.trn, p.id, p.training_record_id, p.registered_name, p.corrected_name, p.funding_eligible_from,
                p.funding_ineligible_from, p.frozen_period_left, p.created_at, r.first_name, r.last_name,
                r.induction_status, r.induction_started_on, r.induction_completed_on
            FROM participant p LEFT JOIN teacher_record r USING (trn)
            WHERE p.trn = ANY(\(Array(trns)))
            """,
            as: (
                TRN, TeacherID, TeacherID, String, String?, CalendarDate?, CalendarDate?, Int?, Instant, String?,
                String?,
                String?, CalendarDate?, CalendarDate?
            ).self)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let record = row.11.map { status in
                    Participant.Record(
                        firstName: Personal(row.9 ?? ""), lastName: Personal(row.10 ?? ""),
                        induction: InductionRecord(
                            status: InductionStatus(rawValue: status), startedOn: row.12, completedOn: row.13))
                }
                return (
                    row.0,
                    Participant(
                        trn: row.0, id: row.1, trainingRecordID: row.2, registeredName: Personal(row.3),
                        correctedName: row.4.map { Personal($0) }, record: record,
                        funding: FundingEligibility(eligibleFrom: row.5, ineligibleFrom: row.6),
                        frozenPeriodLeft: row.7.map(ContractPeriodYear.init(rawValue:)), createdAt: row.8)
                )
            })
    }

    /// Saves the correction of the name, the days of funding and the frozen period left.
    func save(_ participants: [Participant], in transaction: Transaction) async throws {
        guard !participants.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE participant p SET corrected_name = new.corrected_name, funding_eligible_from = new.eligible_from,
                funding_ineligible_from = new.ineligible_from, frozen_period_left = new.frozen_period_left
            FROM unnest(\(participants.map(\.trn)), \(participants.map { $0.correctedName?.revealed }),
                \(participants.map(\.funding.eligibleFrom)), \(participants.map(\.funding.ineligibleFrom)),
                \(participants.map { $0.frozenPeriodLeft?.rawValue }))
                AS new (trn, corrected_name, eligible_from, ineligible_from, frozen_period_left)
            WHERE p.trn = new.trn
            """)
    }

    func trns(ofParticipants ids: [TeacherID], in transaction: Transaction) async throws -> Set<TRN> {
        Set(try await transaction.query("SELECT trn FROM participant WHERE id = ANY(\(ids))", as: TRN.self))
    }
}
