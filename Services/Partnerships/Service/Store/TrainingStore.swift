import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of placements and training periods.
struct TrainingStore: Sendable {
    func histories(of trns: Set<TRN>, in transaction: Transaction) async throws -> [TRN: TeacherHistory] {
        guard !trns.isEmpty else { return [:] }
        var histories: [TRN: TeacherHistory] = [:]
        for placement in try await placements(of: trns, in: transaction) {
            histories[placement.trn, default: TeacherHistory()].placements.append(placement)
        }
        for period in try await training("t.trn = ANY(\(Array(trns)))", in: transaction) {
            histories[period.trn, default: TeacherHistory()].training.append(period)
        }
        return histories
    }

    /// Returns the training at the schools, in all years and with all providers.
    func training(atSchools urns: Set<URN>, in transaction: Transaction) async throws -> [TrainingPeriod] {
        guard !urns.isEmpty else { return [] }
        return try await training("t.urn = ANY(\(Array(urns)))", in: transaction)
    }

    /// Returns how teachers are trained at each school, each way once: thousands of periods are reduced to a handful of
    /// ways.
    func ways(atSchools urns: Set<URN>, in transaction: Transaction) async throws -> [URN: [SchoolTraining]] {
        guard !urns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT DISTINCT urn, contract_period, lead_provider_id FROM training_period WHERE urn = ANY(\(Array(urns)))
            """, as: (URN, ContractPeriodYear?, LeadProviderID?).self)
        return Dictionary(grouping: rows, by: \.0).mapValues { rows in
            rows.map { SchoolTraining(year: $0.1, leadProviderID: $0.2) }
        }
    }

    /// Returns how many teachers are trained in each partnership, by their days.
    func attendance(
        ofPartnerships ids: Set<PartnershipID>, in transaction: Transaction
    ) async throws -> [PartnershipID: [PartnershipDocument.Attendance]] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT partnership_id, started_on, finished_on, count(*) FROM training_period
            WHERE partnership_id = ANY(\(Array(ids))) GROUP BY 1, 2, 3
            """, as: (PartnershipID, CalendarDate, CalendarDate?, Int).self)
        return try Dictionary(grouping: rows, by: \.0).mapValues { rows in
            try rows.map { row in
                guard let period = DatePeriod(startedOn: row.1, finishedOn: row.2) else {
                    throw PostgresError(.decoding, table: "training_period", column: "finished_on")
                }
                return PartnershipDocument.Attendance(period, count: row.3)
            }
        }
    }

    func training(
        ofPartnerships ids: Set<PartnershipID>, in transaction: Transaction
    ) async throws -> [TrainingPeriod] {
        guard !ids.isEmpty else { return [] }
        return try await training("t.partnership_id = ANY(\(Array(ids)))", in: transaction)
    }

    func training(
        ofLeadProviders ids: Set<LeadProviderID>, in transaction: Transaction
    ) async throws -> [TrainingPeriod] {
        guard !ids.isEmpty else { return [] }
        return try await training("t.lead_provider_id = ANY(\(Array(ids)))", in: transaction)
    }

    /// Returns the school-led training in one of the contract periods or in none.
    func schoolLed(
        inNoneOr years: Set<ContractPeriodYear>, in transaction: Transaction
    ) async throws -> [TrainingPeriod] {
        try await training(
            """
            t.programme = 'school_led' AND (t.contract_period IS NULL OR t.contract_period = ANY(\(Array(years))))
            """, in: transaction)
    }

    func saveContractPeriods(of periods: [TrainingPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE training_period t SET contract_period = new.contract_period
            FROM unnest(\(periods.map(\.id)), \(periods.map(\.contractPeriod))) AS new (id, contract_period)
            WHERE t.id = new.id
            """)
    }

    func schools(ofLeadProviders ids: Set<LeadProviderID>, in transaction: Transaction) async throws -> Set<URN> {
        guard !ids.isEmpty else { return [] }
        return Set(
            try await transaction.query(
                "SELECT DISTINCT urn FROM training_period WHERE lead_provider_id = ANY(\(Array(ids)))", as: URN.self))
    }

    func insert(_ periods: [TrainingPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute(
            """
            INSERT INTO training_period (id, placement_id, trn, urn, started_on, finished_on, programme, contract_period,
                lead_provider_id, schedule_identifier, partnership_id, began_as_interest, created_at)
            SELECT * FROM unnest(\(periods.map(\.id)), \(periods.map(\.placementID)), \(periods.map(\.trn)),
                \(periods.map(\.urn)), \(periods.map(\.startedOn)), \(periods.map(\.finishedOn)),
                \(periods.map { $0.providerLed == nil ? "school_led" : "provider_led" }),
                \(periods.map { $0.contractPeriod?.rawValue }), \(periods.map { $0.providerLed?.leadProviderID }),
                \(periods.map { $0.providerLed?.schedule.rawValue }), \(periods.map(\.partnershipID)),
                \(periods.map(\.beganAsInterest)), \(periods.map(\.createdAt)))
            """)
    }

    /// Attaches partnerships to training that waited for them.
    func confirm(_ periods: [TrainingPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE training_period t SET partnership_id = new.partnership_id
            FROM unnest(\(periods.map(\.id)), \(periods.map(\.partnershipID))) AS new (id, partnership_id)
            WHERE t.id = new.id
            """)
    }

    func finish(_ periods: [TrainingPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute(
            """
            UPDATE training_period t SET finished_on = new.finished_on
            FROM unnest(\(periods.map(\.id)), \(periods.map(\.finishedOn))) AS new (id, finished_on)
            WHERE t.id = new.id
            """)
    }

    func cancel(_ periods: [TrainingPeriod], in transaction: Transaction) async throws {
        guard !periods.isEmpty else { return }
        try await transaction.execute("DELETE FROM training_period WHERE id = ANY(\(periods.map(\.id)))")
    }

    private func training(_ condition: SQL, in transaction: Transaction) async throws -> [TrainingPeriod] {
        try await transaction.query(
            """
            SELECT t.id, t.placement_id, t.trn, t.urn, t.started_on, t.finished_on, t.contract_period,
                t.lead_provider_id, t.schedule_identifier, t.partnership_id, t.began_as_interest, t.withdrawn_at,
                t.withdrawal_reason, t.deferred_at, t.deferral_reason, t.created_at
            FROM training_period t WHERE \(condition)
            """, as: TrainingRow.self
        ).map(TrainingPeriod.init(row:))
    }
}

/// One way in which teachers of a school are trained.
struct SchoolTraining: Hashable, Sendable {
    var year: ContractPeriodYear?
    /// Nil if the school leads the training itself.
    var leadProviderID: LeadProviderID?
}

extension ProgrammeChoice {
    init(of ways: [SchoolTraining], in year: ContractPeriodYear) {
        let ofYear = ways.filter { $0.year == year }
        self.init(
            hasProviderLed: ofYear.contains { $0.leadProviderID != nil },
            hasSchoolLed: ofYear.contains { $0.leadProviderID == nil })
    }
}

private typealias TrainingRow = (
    TrainingPeriodID, PlacementID, TRN, URN, CalendarDate, CalendarDate?, Int?, LeadProviderID?, String?,
    PartnershipID?, Bool, Instant?, String?, Instant?, String?, Instant
)

extension TrainingPeriod {
    fileprivate var beganAsInterest: Bool {
        switch arrangement {
        case .schoolLed: false
        case .expressionOfInterest: true
        case .confirmed(_, _, let afterInterest): afterInterest
        }
    }

    fileprivate init(row: TrainingRow) throws {
        let (
            id, placementID, trn, urn, start, finish, year, provider, schedule, partnership, interest, _, _, _, _, made
        ) =
            row
        let period = year.map(ContractPeriodYear.init(rawValue:))
        var arrangement = Arrangement.schoolLed(contractPeriod: period)
        if let provider {
            guard let period, let identifier = schedule.flatMap(ScheduleIdentifier.init(rawValue:)) else {
                throw PostgresError(.decoding, table: "training_period", column: "schedule_identifier")
            }
            let led = ProviderLed(leadProviderID: provider, contractPeriod: period, schedule: identifier)
            arrangement =
                partnership.map { .confirmed(led, by: $0, afterInterest: interest) } ?? .expressionOfInterest(led)
        }
        self.init(
            id: id, placementID: placementID, trn: trn, urn: urn, startedOn: start, finishedOn: finish,
            arrangement: arrangement, withdrawal: try Withdrawal(at: row.11, reason: row.12),
            deferral: try Deferral(at: row.13, reason: row.14), createdAt: made)
    }
}

extension Withdrawal {
    fileprivate init?(at instant: Instant?, reason text: String?) throws {
        guard let instant, let text else { return nil }
        guard let reason = Reason(rawValue: text) else {
            throw PostgresError(.decoding, table: "training_period", column: "withdrawal_reason")
        }
        self.init(reason: reason, at: instant)
    }
}

extension Deferral {
    fileprivate init?(at instant: Instant?, reason text: String?) throws {
        guard let instant, let text else { return nil }
        guard let reason = Reason(rawValue: text) else {
            throw PostgresError(.decoding, table: "training_period", column: "deferral_reason")
        }
        self.init(reason: reason, at: instant)
    }
}
