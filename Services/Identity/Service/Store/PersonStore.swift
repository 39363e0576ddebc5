import IdentityDomain
import Messaging
import Postgres
import Vocabulary

/// The table of persons. Each statement handles any number of persons at once.
struct PersonStore: Sendable {
    /// Locks and loads those of these persons that are known, in the order of their numbers.
    func lock(_ trns: [TRN], in transaction: Transaction) async throws -> [TRN: Person] {
        guard !trns.isEmpty else { return [:] }
        return index(
            try await transaction.query(
                "\(Self.selection) WHERE trn = ANY(\(trns)) ORDER BY trn FOR NO KEY UPDATE", as: Row.self))
    }

    /// Loads those of these persons that are known.
    func load(_ trns: [TRN], from database: Database) async throws -> [TRN: Person] {
        guard !trns.isEmpty else { return [:] }
        return index(try await database.query("\(Self.selection) WHERE trn = ANY(\(trns))", as: Row.self))
    }

    /// Returns how many active persons with a digest are known under each lookup key; nil for persons whose key was not
    /// given. Records out of use are not counted, because their number alone answers a lookup.
    func countByKey(in database: Database) async throws -> [(keyID: LookupKeyID?, persons: Int)] {
        try await database.query(
            """
            SELECT lookup_key_id, count(*) FROM teacher
            WHERE standing = 'active'
                AND (date_of_birth_digest IS NOT NULL OR national_insurance_number_digest IS NOT NULL)
            GROUP BY lookup_key_id ORDER BY lookup_key_id
            """, as: (LookupKeyID?, Int).self)
    }

    /// Inserts persons who are not known, in the order of their numbers. They were just looked for, and
    /// ``overwrite(_:in:)`` would look for each of them once more.
    ///
    /// - Throws: a unique violation for persons who have become known since they were looked for. This takes two
    ///   transactions about one person at the same time, which the versions of the events prevent; events without a
    ///   version are tried again.
    func insert(_ persons: [Person], in transaction: Transaction) async throws {
        guard !persons.isEmpty else { return }
        try await transaction.execute(insertion(of: persons))
    }

    /// Overwrites the rows of persons who are known, in the order of their numbers.
    func overwrite(_ persons: [Person], in transaction: Transaction) async throws {
        guard !persons.isEmpty else { return }
        try await transaction.execute(
            """
            \(insertion(of: persons))
            ON CONFLICT (trn) DO UPDATE SET standing = excluded.standing, merged_into = excluded.merged_into,
                first_name = excluded.first_name, middle_name = excluded.middle_name, last_name = excluded.last_name,
                date_of_birth_digest = excluded.date_of_birth_digest,
                national_insurance_number_digest = excluded.national_insurance_number_digest,
                lookup_key_id = excluded.lookup_key_id,
                qualified_on = excluded.qualified_on, induction_status = excluded.induction_status,
                induction_started_on = excluded.induction_started_on,
                induction_completed_on = excluded.induction_completed_on, is_prohibited = excluded.is_prohibited,
                prohibition_ends_on = excluded.prohibition_ends_on, observed_at = excluded.observed_at
            """)
    }

    private func insertion(of persons: [Person]) -> SQL {
        let ordered = persons.indices.sorted { persons[$0].trn < persons[$1].trn }.map { persons[$0] }
        return """
            INSERT INTO teacher (trn, standing, merged_into, first_name, middle_name, last_name, date_of_birth_digest,
                national_insurance_number_digest, lookup_key_id, qualified_on, induction_status, induction_started_on,
                induction_completed_on, is_prohibited, prohibition_ends_on, observed_at)
            SELECT * FROM unnest(\(ordered.map(\.trn)), \(ordered.map(\.standing.word)),
                \(ordered.map(\.standing.retained)), \(ordered.map(\.facts?.firstName)),
                \(ordered.map(\.facts?.middleName)), \(ordered.map(\.facts?.lastName)),
                \(ordered.map(\.digests.dateOfBirth)), \(ordered.map(\.digests.nationalInsuranceNumber)),
                \(ordered.map(\.digests.keyID)),
                \(ordered.map(\.facts?.qualifiedTeacherStatusAwardedOn)), \(ordered.map(\.facts?.induction.status)),
                \(ordered.map(\.facts?.induction.startedOn)), \(ordered.map(\.facts?.induction.completedOn)),
                \(ordered.map { $0.facts?.prohibition != nil }), \(ordered.map(\.facts?.prohibition?.endsOn)),
                \(ordered.map(\.observedAt)))
            """
    }

    private typealias Row = (
        TRN, String, TRN?, Personal<String>?, Personal<String>?, Personal<String>?, IdentityDigest?, IdentityDigest?,
        LookupKeyID?, CalendarDate?, InductionStatus?, CalendarDate?, CalendarDate?, Bool, CalendarDate?, Instant
    )

    private static let selection: SQL = """
        SELECT trn, standing, merged_into, first_name, middle_name, last_name, date_of_birth_digest,
            national_insurance_number_digest, lookup_key_id, qualified_on, induction_status, induction_started_on,
            induction_completed_on, is_prohibited, prohibition_ends_on, observed_at
        FROM teacher
        """

    private func index(_ rows: [Row]) -> [TRN: Person] {
        Dictionary(rows.map { ($0.0, person($0)) }, uniquingKeysWith: { $1 })
    }

    private func person(_ row: Row) -> Person {
        var facts: Person.Facts?
        if let firstName = row.3, let lastName = row.5, let status = row.10 {
            facts = Person.Facts(
                firstName: firstName, middleName: row.4, lastName: lastName, qualifiedTeacherStatusAwardedOn: row.9,
                induction: InductionRecord(status: status, startedOn: row.11, completedOn: row.12),
                prohibition: row.13 ? Prohibition(endsOn: row.14) : nil)
        }
        return Person(
            trn: row.0, standing: Person.Standing(word: row.1, retained: row.2), facts: facts,
            digests: Person.Digests(dateOfBirth: row.6, nationalInsuranceNumber: row.7, keyID: row.8),
            observedAt: row.15)
    }
}

extension Person.Standing {
    fileprivate var word: String {
        switch self {
        case .active: "active"
        case .deactivated: "deactivated"
        case .merged: "merged"
        case .notFound: "not-found"
        }
    }

    fileprivate var retained: TRN? {
        if case .merged(let retained) = self { retained } else { nil }
    }

    /// The constraints of the table allow no other standings and no merge without a retained record.
    fileprivate init(word: String, retained: TRN?) {
        self =
            switch (word, retained) {
            case ("merged", let retained?): .merged(into: retained)
            case ("active", _): .active
            case ("deactivated", _): .deactivated
            default: .notFound
            }
    }
}
