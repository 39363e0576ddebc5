import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of documents of schools, on the three levels that the migration describes.
struct SchoolDocumentStore: Sendable {
    struct Key: Hashable, Sendable {
        var urn: URN
        /// Nil for the document that applies to every contract period in which nothing has happened.
        var contractPeriod: ContractPeriodYear?
        /// Nil for the document that every provider may be shown.
        var leadProviderID: LeadProviderID?

        var owner: LeadProviderID { leadProviderID ?? DocumentSequence.everybody }
    }

    struct Rendering: Sendable {
        var key: Key
        var document: SchoolDocument
        var hash: [UInt8]

        /// - Parameter isListed: whether lists show the school in the contract period, to every provider.
        init(_ document: SchoolDocument, isListed: Bool, for leadProviderID: LeadProviderID? = nil) {
            var year: ContractPeriodYear?
            if case .year(let given) = document.cohort { year = given }
            key = Key(urn: document.urn, contractPeriod: year, leadProviderID: leadProviderID)
            self.document = document
            hash = ContentHash.of(document, isListed: isListed)
        }
    }

    /// Returns the hashes of all stored documents of the schools.
    func hashes(of urns: Set<URN>, in transaction: Transaction) async throws -> [Key: [UInt8]] {
        guard !urns.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT urn, contract_period, lead_provider_id, content_hash FROM school_document
            WHERE urn = ANY(\(Array(urns)))
            """, as: (URN, Int?, LeadProviderID?, [UInt8]).self)
        return Dictionary(
            uniqueKeysWithValues: rows.map { urn, year, provider, hash in
                (
                    Key(
                        urn: urn, contractPeriod: year.map(ContractPeriodYear.init(rawValue:)), leadProviderID: provider
                    ),
                    hash
                )
            })
    }

    /// Returns the statements that write documents that differ from what is stored, each with its number.
    func saving(_ changed: [Rendering], numberedFrom next: inout DocumentSequence) -> [SQL] {
        guard !changed.isEmpty else { return [] }
        let numbers = changed.map { next.take($0.key.owner) }
        let updatedAt = next.updatedAt(of: DocumentSequence.everybody)
        let bodies = changed.map { $0.document.json(updatedAt: updatedAt) }
        let positions = zip(changed, bodies).map { rendering, body in
            rendering.key.contractPeriod == nil ? rendering.document.positionOfCohort(in: body) : nil
        }
        return [
            """
            INSERT INTO school_document (urn, contract_period, lead_provider_id, updated_at, sequence, content_hash, body,
                cohort_at, is_in_partnership)
            SELECT urn, contract_period, lead_provider_id, \(updatedAt), sequence, content_hash, body, cohort_at,
                is_in_partnership
            FROM unnest(\(changed.map(\.key.urn)), \(changed.map { $0.key.contractPeriod?.rawValue }),
                \(changed.map(\.key.leadProviderID)), \(numbers), \(changed.map(\.hash)), \(bodies), \(positions),
                \(changed.map(\.document.isInPartnership)))
                AS new (urn, contract_period, lead_provider_id, sequence, content_hash, body, cohort_at,
                    is_in_partnership)
            ON CONFLICT ON CONSTRAINT one_school_document_per_level DO UPDATE SET updated_at = excluded.updated_at,
                sequence = excluded.sequence, content_hash = excluded.content_hash, body = excluded.body,
                cohort_at = excluded.cohort_at, is_in_partnership = excluded.is_in_partnership
            """
        ]
    }
}
