import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A lead provider's request for a page of schools in one contract period.
struct SchoolQuery: Sendable {
    var leadProviderID: LeadProviderID
    var year: ContractPeriodYear
    var urn: URN?
    var id: SchoolID?
    var updatedSince: Date?
    var window: ListWindow
}

extension SchoolDocumentStore {
    /// Returns the bodies that a query finds: schools that are eligible now, and schools that any provider has a
    /// partnership with.
    func list(_ query: SchoolQuery, from database: Database) async throws -> [[UInt8]] {
        var conditions: [SQL] = [
            "(s.is_eligible OR coalesce(of_year.is_in_partnership, false))",
            "EXISTS (SELECT FROM contract_period WHERE year = \(query.year.rawValue))",
        ]
        if let urn = query.urn { conditions.append("s.urn = \(urn)") }
        if let id = query.id { conditions.append("s.id = \(id)") }
        let writtenAt: SQL = "coalesce(own.updated_at, of_year.updated_at, general.updated_at)"
        // The same for every row, so it is looked up once.
        let listedAt: SQL = "(SELECT listed_at FROM contract_period WHERE year = \(query.year.rawValue))"
        let updatedAt: SQL = "greatest(\(writtenAt), \(listedAt))"
        if let since = query.updatedSince { conditions.append("\(updatedAt) >= \(since)") }
        let rows = try await database.query(
            """
            SELECT coalesce(own.body, of_year.body, general.body),
                CASE WHEN own.body IS NULL AND of_year.body IS NULL THEN general.cohort_at END,
                CASE WHEN \(listedAt) > \(writtenAt) THEN \(listedAt) END
            FROM school s
            JOIN school_document general
                ON general.urn = s.urn AND general.contract_period IS NULL AND general.lead_provider_id IS NULL
            LEFT JOIN school_document of_year
                ON of_year.urn = s.urn AND of_year.contract_period = \(query.year.rawValue)
                AND of_year.lead_provider_id IS NULL
            LEFT JOIN school_document own
                ON own.urn = s.urn AND own.contract_period = \(query.year.rawValue)
                AND own.lead_provider_id = \(query.leadProviderID)
            WHERE \(SQL.joined(conditions, by: " AND "))
            \(query.window.clause(createdAt: "s.created_at", updatedAt: updatedAt, id: "s.id"))
            """, as: ([UInt8], Int?, Instant?).self)
        return rows.map { body, position, listed in
            let ofYear = position.map { filled(body, at: $0, with: query.year) } ?? body
            return listed.map { SchoolDocument.dating(ofYear, at: $0) } ?? ofYear
        }
    }

    private func filled(_ body: [UInt8], at position: Int, with year: ContractPeriodYear) -> [UInt8] {
        let digits = Array(year.description.utf8)
        guard position >= 0, digits.count == 4, position + 4 <= body.count else { return body }
        var filled = body
        filled.replaceSubrange(position..<position + 4, with: digits)
        return filled
    }
}
