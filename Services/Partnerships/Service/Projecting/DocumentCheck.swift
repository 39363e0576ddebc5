package import Foundation
import Messaging
import PartnershipsDomain
package import Postgres
import Vocabulary

/// A pass over all stored documents that compares them with the tables or rewrites those that differ.
package struct DocumentCheck: Sendable {
    private let database: Database
    private let projector: DocumentProjector

    private static let batch = 500

    package init(database: Database, now: @escaping @Sendable () -> Date) {
        self.database = database
        projector = DocumentProjector(now: now)
    }

    /// Returns how many documents differ. Changes nothing.
    package func verify() async throws -> Int { try await pass(.compare) }

    /// Rewrites the documents that differ, and returns how many were rewritten.
    package func rebuild() async throws -> Int { try await pass(.write) }

    private func pass(_ mode: DocumentProjector.Mode) async throws -> Int {
        var differing = 0
        for batch in try await everything() {
            differing += try await database.transaction { transaction in
                let hosts = try await projector.partnerships.load(batch.partnerships, in: transaction).map(\.urn)
                try await projector.schools.lock(batch.schools.union(hosts), in: transaction)
                try await projector.participants.lock(batch.participants, in: transaction)
                // Partners, their pairings and their stored documents are read one after the other. If an import could
                // change them in between, the change would be overwritten with the old values.
                _ = try await projector.catalogue.holdLeadProviderNames(in: transaction)
                return try await projector.project(batch, mode: mode, in: transaction)
            }
        }
        return differing
    }

    /// Returns everything that documents are made from, in batches.
    private func everything() async throws -> [Affected] {
        let sources = DocumentSources(database: database)
        return batches(of: try await sources.schools()).map { Affected(schools: $0) }
            + batches(of: try await sources.participants()).map { Affected(participants: $0) }
            + batches(of: try await sources.partnerships()).map { Affected(partnerships: $0) }
            + batches(of: try await sources.deliveryPartners()).map { Affected(deliveryPartners: $0) }
    }

    private func batches<Element: Hashable>(of all: [Element]) -> [Set<Element>] {
        stride(from: 0, to: all.count, by: Self.batch).map { Set(all[$0..<min($0 + Self.batch, all.count)]) }
    }
}
