import Foundation
import Messaging
import PartnershipsDomain
import Postgres
import Vocabulary

/// The store of documents that belong to single providers.
struct DocumentStore: Sendable {
    /// What is stored under a key; a tombstone has no hash.
    struct Stored: Sendable {
        var hash: [UInt8]?
        var dueOn: CalendarDate?
    }

    /// The difference between the stored documents and the expected ones.
    struct Difference: Sendable {
        var changed: [(Rendering, hash: [UInt8])] = []
        var vanished: [DocumentKey] = []
        /// Documents whose bytes are right but will change on another day than stored.
        var rescheduled: [Rendering] = []

        var count: Int { changed.count + vanished.count + rescheduled.count }

        /// The provider of each document that needs a number.
        var owners: [LeadProviderID] { changed.map(\.0.key.leadProviderID) + vanished.map(\.leadProviderID) }

        mutating func append(_ other: Difference) {
            changed += other.changed
            vanished += other.vanished
            rescheduled += other.rescheduled
        }
    }

    /// Compares renderings with everything that is stored under these ids of the resource.
    ///
    /// - Parameter ids: the ids of all given renderings, and of documents that may have vanished.
    func difference(
        of renderings: [Rendering], from resource: Resource, ids: Set<UUID>, in transaction: Transaction
    ) async throws -> Difference {
        let stored = try await load(resource, ids: ids, in: transaction)
        var difference = Difference()
        for rendering in renderings {
            let hash = ContentHash.of(rendering)
            let present = stored[rendering.key]
            if present?.hash != hash {
                difference.changed.append((rendering, hash))
            } else if present?.dueOn != rendering.document.dueOn {
                difference.rescheduled.append(rendering)
            }
        }
        let rendered = Set(renderings.map(\.key))
        difference.vanished = stored.filter { $0.value.hash != nil && !rendered.contains($0.key) }.map(\.key)
        return difference
    }

    /// Returns the statements that write the difference, each document with its number.
    func saving(_ difference: Difference, numberedFrom next: inout DocumentSequence) -> [SQL] {
        var statements: [SQL] = []
        if !difference.changed.isEmpty {
            statements.append(writing(difference.changed, from: &next))
        }
        if !difference.vanished.isEmpty {
            statements.append(burying(difference.vanished, from: &next))
        }
        if !difference.rescheduled.isEmpty { statements.append(rescheduling(difference.rescheduled)) }
        return statements
    }

    private func load(
        _ resource: Resource, ids: Set<UUID>, in transaction: Transaction
    ) async throws -> [DocumentKey: Stored] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT lead_provider_id, id, content_hash, due_on FROM document
            WHERE resource = \(resource.rawValue) AND id = ANY(\(Array(ids)))
            """, as: (LeadProviderID, UUID, [UInt8]?, CalendarDate?).self)
        return Dictionary(
            uniqueKeysWithValues: rows.map { provider, id, hash, dueOn in
                (DocumentKey(leadProviderID: provider, resource: resource, id: id), Stored(hash: hash, dueOn: dueOn))
            })
    }

    private func writing(
        _ changed: [(Rendering, hash: [UInt8])], from next: inout DocumentSequence
    ) -> SQL {
        let renderings = changed.map(\.0)
        let keys = renderings.map(\.key)
        let updates = keys.map { next.updatedAt(of: $0.leadProviderID) }
        let bodies = zip(renderings, updates).map { $0.document.json(updatedAt: $1) }
        return """
            INSERT INTO document (lead_provider_id, resource, id, created_at, updated_at, sequence, content_hash, body,
                cohorts, delivery_partner_id, training_statuses, due_on)
            SELECT lead_provider_id, resource, id, created_at, updated_at, sequence, content_hash, body,
                cohorts::bigint[], delivery_partner_id, statuses::text[], due_on
            FROM unnest(\(keys.map(\.leadProviderID)), \(keys.map(\.resource.rawValue)), \(keys.map(\.id)),
                \(renderings.map(\.document.createdAt)), \(updates), \(keys.map { next.take($0.leadProviderID) }),
                \(changed.map(\.hash)), \(bodies),
                \(renderings.map(\.cohortsText)), \(renderings.map(\.deliveryPartnerID)),
                \(renderings.map(\.statusesText)), \(renderings.map(\.document.dueOn)))
                AS new (lead_provider_id, resource, id, created_at, updated_at, sequence, content_hash, body, cohorts,
                    delivery_partner_id, statuses, due_on)
            ON CONFLICT (lead_provider_id, resource, id) DO UPDATE SET created_at = excluded.created_at,
                updated_at = excluded.updated_at, sequence = excluded.sequence, content_hash = excluded.content_hash,
                body = excluded.body, cohorts = excluded.cohorts, delivery_partner_id = excluded.delivery_partner_id,
                training_statuses = excluded.training_statuses, due_on = excluded.due_on
            """
    }

    private func burying(
        _ keys: [DocumentKey], from next: inout DocumentSequence
    ) -> SQL {
        """
        UPDATE document d SET body = NULL, content_hash = NULL, due_on = NULL, updated_at = gone.updated_at,
            sequence = gone.sequence
        FROM unnest(\(keys.map(\.leadProviderID)), \(keys.map(\.resource.rawValue)), \(keys.map(\.id)),
            \(keys.map { next.take($0.leadProviderID) }), \(keys.map { next.updatedAt(of: $0.leadProviderID) }))
            AS gone (lead_provider_id, resource, id, sequence, updated_at)
        WHERE (d.lead_provider_id, d.resource, d.id) = (gone.lead_provider_id, gone.resource, gone.id)
        """
    }

    private func rescheduling(_ renderings: [Rendering]) -> SQL {
        """
        UPDATE document d SET due_on = new.due_on
        FROM unnest(\(renderings.map(\.key.leadProviderID)), \(renderings.map(\.key.resource.rawValue)),
            \(renderings.map(\.key.id)), \(renderings.map(\.document.dueOn)))
            AS new (lead_provider_id, resource, id, due_on)
        WHERE (d.lead_provider_id, d.resource, d.id) = (new.lead_provider_id, new.resource, new.id)
        """
    }
}
