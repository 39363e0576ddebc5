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
    ///
    /// The schools of the page are found first, without the bodies of documents. Only the page's bodies are read.
    func list(_ query: SchoolQuery, from database: Database) async throws -> [[UInt8]] {
        guard let listedAt = try await listing(of: query.year, from: database) else { return [] }
        let sources = Sources(query, listedAt: listedAt)
        let rows = try await database.query(
            """
            WITH page AS MATERIALIZED (
                SELECT s.urn, s.id, s.created_at \(sources.onPage)
                WHERE \(SQL.joined(sources.conditions, by: " AND "))
                \(query.window.ordering(createdAt: "s.created_at", updatedAt: sources.updatedAt, id: "s.id"))
                \(query.window.page)
            )
            SELECT coalesce(own.body, of_year.body, general.body),
                CASE WHEN own.body IS NULL AND of_year.body IS NULL THEN general.cohort_at END,
                \(listedAt) > \(sources.writtenAt)
            FROM page AS s \(sources.ofYear) \(sources.generalAndOwn)
            \(query.window.ordering(createdAt: "s.created_at", updatedAt: sources.updatedAt, id: "s.id"))
            """, as: ([UInt8], Int?, Bool).self)
        return rows.map { body, position, wasListedLater in
            let ofYear = position.map { filled(body, at: $0, with: query.year) } ?? body
            return wasListedLater ? SchoolDocument.dating(ofYear, at: Instant(listedAt)) : ofYear
        }
    }

    /// Returns when a contract period came to be listed, the distant past if it was from the first, or nil if there is
    /// no such period.
    ///
    /// It is read on its own because it decides how changed schools are found. One that comes to be listed between the
    /// two statements is as new to the next request as if it had been committed after both.
    private func listing(of year: ContractPeriodYear, from database: Database) async throws -> Date? {
        try await database.query(
            "SELECT listed_at FROM contract_period WHERE year = \(year.rawValue)", as: Date.self
        ).first
    }

    /// The parts of the statement that finds schools and their documents.
    private struct Sources {
        let onPage: SQL
        let ofYear: SQL
        let generalAndOwn: SQL
        let conditions: [SQL]
        let writtenAt: SQL = "coalesce(own.updated_at, of_year.updated_at, general.updated_at)"
        let updatedAt: SQL

        init(_ query: SchoolQuery, listedAt: Date) {
            let year = query.year.rawValue
            updatedAt = "greatest(\(writtenAt), \(listedAt))"
            ofYear = """
                LEFT JOIN school_document of_year
                    ON of_year.urn = s.urn AND of_year.contract_period = \(year) AND of_year.lead_provider_id IS NULL
                """
            generalAndOwn = """
                JOIN school_document general
                    ON general.urn = s.urn AND general.contract_period IS NULL AND general.lead_provider_id IS NULL
                LEFT JOIN school_document own
                    ON own.urn = s.urn AND own.contract_period = \(year)
                    AND own.lead_provider_id = \(query.leadProviderID)
                """
            let isAboutTime = query.updatedSince != nil || query.window.order.contains { $0.column == .updatedAt }
            onPage = isAboutTime ? "FROM school s \(ofYear) \(generalAndOwn)" : "FROM school s \(ofYear)"
            var conditions: [SQL] = ["(s.is_eligible OR coalesce(of_year.is_in_partnership, false))"]
            if let urn = query.urn { conditions.append("s.urn = \(urn)") }
            if let id = query.id { conditions.append("s.id = \(id)") }
            // Every school is new in a contract period that came to be listed since. Otherwise the few that may have
            // changed are found by the time of their documents, and looked at alone.
            if let since = query.updatedSince, listedAt < since {
                conditions += [
                    "s.urn IN (SELECT urn FROM school_document WHERE school_document.updated_at >= \(since))",
                    "\(writtenAt) >= \(since)",
                ]
            }
            self.conditions = conditions
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
