import Messaging
import Postgres
import RegistrationDomain
import Vocabulary

/// A placement, together with the facts that the rules do not depend on.
struct PlacementRecord: Sendable {
    var placement: Placement
    var displayName: String
    var registeredAt: Instant
}

/// Placements of teachers, and the rows through which teachers are locked.
struct PlacementStore: Sendable {
    struct Histories: Sendable {
        var placements: [TRN: [PlacementRecord]] = [:]
        var correctedNames: [TRN: PersonName] = [:]
    }

    /// Creates rows for teachers who have none and locks all rows, in the order of their numbers.
    func lock(_ trns: Set<TRN>, in transaction: Transaction) async throws {
        guard !trns.isEmpty else { return }
        let ordered = trns.sorted()
        try await transaction.execute(
            """
            INSERT INTO registrant (trn) SELECT trn FROM unnest(\(ordered)) AS new (trn) ORDER BY trn
            ON CONFLICT DO NOTHING
            """)
        try await lockKnown(trns, in: transaction)
    }

    /// Locks the teachers who have a row. A number that was never registered gets no row.
    func lockKnown(_ trns: Set<TRN>, in transaction: Transaction) async throws {
        guard !trns.isEmpty else { return }
        try await transaction.execute(
            "SELECT FROM registrant WHERE trn = ANY(\(trns.sorted())) ORDER BY trn FOR UPDATE")
    }

    func load(_ trns: Set<TRN>, in transaction: Transaction) async throws -> Histories {
        guard !trns.isEmpty else { return Histories() }
        let all = Array(trns)
        var histories = Histories()
        let names = try await transaction.query(
            "SELECT trn, corrected_name FROM registrant WHERE trn = ANY(\(all)) AND corrected_name IS NOT NULL",
            as: (TRN, PersonName).self)
        histories.correctedNames = Dictionary(uniqueKeysWithValues: names)
        let rows = try await transaction.query("\(Self.selection) WHERE trn = ANY(\(all))", as: Row.self)
        guard !rows.isEmpty else { return histories }
        let training = try await trainingPeriods(of: rows.map(\.0), in: transaction)
        for row in rows {
            var record = record(row)
            record.placement.trainingPeriods = training[row.0] ?? []
            histories.placements[row.1, default: []].append(record)
        }
        return histories
    }

    /// Returns the teachers who use these addresses, given in lower case, at a placement without a last day.
    func holders(of addresses: Set<String>, in transaction: Transaction) async throws -> [String: Set<TRN>] {
        guard !addresses.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT lower(email_address), trn FROM placement
            WHERE lower(email_address) = ANY(\(Array(addresses))) AND finished_on IS NULL
            """, as: (String, TRN).self)
        return rows.reduce(into: [:]) { $0[$1.0, default: []].insert($1.1) }
    }

    /// Inserts placements, or updates the end of those that exist. Ended placements come first, so that a teacher never
    /// has two open placements at a time.
    func save(_ records: [PlacementRecord], in transaction: Transaction) async throws {
        guard !records.isEmpty else { return }
        let placements = records.map(\.placement)
        try await transaction.execute(
            """
            INSERT INTO placement (id, trn, school_id, started_on, finished_on, display_name, email_address,
                working_pattern, appropriate_body_id, programme, lead_provider_id, leaving_reported_by, registered_at)
            SELECT * FROM unnest(\(placements.map(\.id)), \(placements.map(\.trn)), \(placements.map(\.schoolID)),
                \(placements.map(\.startedOn)), \(placements.map(\.finishedOn)), \(records.map(\.displayName)),
                \(placements.map(\.emailAddress)), \(placements.map(\.workingPattern)),
                \(placements.map(\.appropriateBodyID)), \(placements.map(\.training?.programme)),
                \(placements.map(\.training?.leadProviderID)), \(placements.map(\.leavingReportedBy)),
                \(records.map(\.registeredAt)))
                AS new (id, trn, school_id, started_on, finished_on)
            ORDER BY new.finished_on IS NULL, new.id
            ON CONFLICT (id) DO UPDATE SET finished_on = excluded.finished_on,
                leaving_reported_by = excluded.leaving_reported_by
            """)
    }

    /// Locks the teachers whose name a school corrected, in the order of their numbers, and returns the corrections.
    func lockCorrectedNames(of trns: Set<TRN>, in transaction: Transaction) async throws -> [TRN: PersonName] {
        guard !trns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT trn, corrected_name FROM registrant
            WHERE trn = ANY(\(trns.sorted())) AND corrected_name IS NOT NULL ORDER BY trn FOR UPDATE
            """, as: (TRN, PersonName).self)
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func saveCorrectedNames(_ names: [TRN: PersonName?], in transaction: Transaction) async throws {
        guard !names.isEmpty else { return }
        let ordered = names.sorted { $0.key < $1.key }
        try await transaction.execute(
            """
            UPDATE registrant SET corrected_name = new.name
            FROM unnest(\(ordered.map(\.key)), \(ordered.map(\.value))) AS new (trn, name)
            WHERE registrant.trn = new.trn AND registrant.corrected_name IS DISTINCT FROM new.name
            """)
    }

    private func trainingPeriods(
        of placements: [PlacementID], in transaction: Transaction
    ) async throws -> [PlacementID: [TrainingPeriod]] {
        let rows = try await transaction.query(
            "SELECT placement_id, started_on, contract_period FROM training_period WHERE placement_id = ANY(\(placements))",
            as: (PlacementID, CalendarDate, ContractPeriodYear?).self)
        return rows.reduce(into: [:]) {
            $0[$1.0, default: []].append(TrainingPeriod(startedOn: $1.1, contractPeriod: $1.2))
        }
    }

    private typealias Row = (
        PlacementID, TRN, SchoolID, CalendarDate, CalendarDate?, String, EmailAddress, WorkingPattern,
        AppropriateBodyID, LeadProviderID?, SchoolID?, Instant
    )

    private static let selection: SQL = """
        SELECT id, trn, school_id, started_on, finished_on, display_name, email_address, working_pattern,
            appropriate_body_id, lead_provider_id, leaving_reported_by, registered_at
        FROM placement
        """

    private func record(_ row: Row) -> PlacementRecord {
        PlacementRecord(
            placement: Placement(
                id: row.0, trn: row.1, schoolID: row.2, startedOn: row.3, finishedOn: row.4,
                emailAddress: row.6, workingPattern: row.7, appropriateBodyID: row.8,
                training: row.9.map(ChosenTraining.providerLed) ?? .schoolLed, leavingReportedBy: row.10),
            displayName: row.5, registeredAt: row.11)
    }
}
