import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// A lead provider's request for a page of documents.
struct DocumentQuery: Sendable {
    var leadProviderID: LeadProviderID
    var resource: Resource
    /// The contract periods, any of which will do; an empty list finds nothing.
    var cohorts: [Int]?
    var deliveryPartners: [DeliveryPartnerID]?
    var trainingStatuses: [TrainingStatus]?
    var updatedSince: Date?
    /// Whether a filter was given that nothing can pass.
    var findsNothing = false
    var window = ListWindow.first
}

/// A document that is behind the calendar.
struct DueDocument: Hashable, Sendable {
    var resource: String
    var id: UUID
}

/// The part of a list that is requested, and its order.
struct ListWindow: Sendable {
    enum Column: Sendable {
        case createdAt, updatedAt
    }

    struct Order: Sendable {
        var column: Column
        var isDescending: Bool
    }

    var order: [Order]
    var limit: Int
    var offset: Int

    /// The first row by creation.
    static let first = ListWindow(order: [], limit: 1, offset: 0)

    /// Returns the SQL of the order. Rows that tie are ordered by id, so that no page repeats or loses one.
    func ordering(createdAt: SQL, updatedAt: SQL, id: SQL) -> SQL {
        let given = order.isEmpty ? [Order(column: .createdAt, isDescending: false)] : order
        let keys = given.map { order -> SQL in
            let column = order.column == .createdAt ? createdAt : updatedAt
            return order.isDescending ? "\(column) DESC" : "\(column)"
        }
        return "ORDER BY \(SQL.joined(keys + [id], by: ", "))"
    }

    var page: SQL { "LIMIT \(limit) OFFSET \(offset)" }
}

extension DocumentStore {
    /// Returns the bodies that a query finds, in order.
    func list(_ query: DocumentQuery, from database: Database) async throws -> [[UInt8]] {
        guard !query.findsNothing else { return [] }
        var conditions: [SQL] = [
            "lead_provider_id = \(query.leadProviderID)", "resource = \(query.resource.rawValue)", "body IS NOT NULL",
        ]
        if let cohorts = query.cohorts { conditions.append("cohorts && \(cohorts)") }
        if let partners = query.deliveryPartners { conditions.append("delivery_partner_id = ANY(\(partners))") }
        if let statuses = query.trainingStatuses {
            conditions.append("training_statuses && \(statuses.map(\.rawValue))")
        }
        if let since = query.updatedSince { conditions.append("updated_at >= \(since)") }
        return try await database.query(
            """
            SELECT body FROM document WHERE \(SQL.joined(conditions, by: " AND "))
            \(query.window.ordering(createdAt: "created_at", updatedAt: "updated_at", id: "id")) \(query.window.page)
            """, as: [UInt8].self)
    }

    /// Returns the documents whose bytes change on this day or should have changed before, the longest due first.
    func due(
        by today: CalendarDate, without aside: Set<DueDocument>, limit: Int, in transaction: Transaction
    ) async throws -> [DueDocument] {
        let aside = Array(aside)
        return try await transaction.query(
            """
            SELECT resource, id FROM document
            WHERE due_on <= \(today)
                AND NOT EXISTS (
                    SELECT FROM unnest(\(aside.map(\.resource)), \(aside.map(\.id))) AS aside (resource, id)
                    WHERE aside.resource = document.resource AND aside.id = document.id)
            ORDER BY due_on, id LIMIT \(limit)
            """,
            as: (String, UUID).self
        ).map(DueDocument.init)
    }

    /// Returns whether any document of a provider changes on this day or should have changed before.
    func isAnyDue(
        by today: CalendarDate, of leadProviderID: LeadProviderID, from database: Database
    ) async throws -> Bool {
        try await database.query(
            "SELECT true FROM document WHERE due_on <= \(today) AND lead_provider_id = \(leadProviderID) LIMIT 1",
            as: Bool.self
        ).first ?? false
    }

    func body(of key: DocumentKey, from database: Database) async throws -> [UInt8]? {
        try await database.query(selecting(key), as: [UInt8].self).first
    }

    func body(of key: DocumentKey, in transaction: Transaction) async throws -> [UInt8]? {
        try await transaction.query(selecting(key), as: [UInt8].self).first
    }

    private func selecting(_ key: DocumentKey) -> SQL {
        """
        SELECT body FROM document
        WHERE lead_provider_id = \(key.leadProviderID) AND resource = \(key.resource.rawValue) AND id = \(key.id)
            AND body IS NOT NULL
        """
    }
}
