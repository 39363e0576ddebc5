import Events
import Messaging
import Postgres
import Vocabulary

/// The copy of GIAS.
struct EstablishmentStore: Sendable {
    /// Inserts snapshots, or overwrites the rows that exist, in the order of URNs.
    func save(_ snapshots: [EstablishmentUpdated], in transaction: Transaction) async throws {
        guard !snapshots.isEmpty else { return }
        let ordered = snapshots.sorted { $0.urn < $1.urn }
        try await transaction.execute(
            """
            INSERT INTO establishment (urn, name, type_name, status, phase_name, local_authority_code,
                local_authority_name, establishment_number, ukprn, opened_on, closed_on, address, postcode, website,
                primary_contact_email, secondary_contact_email, district_name, is_section_41_approved)
            SELECT * FROM unnest(\(ordered.map(\.urn)), \(ordered.map(\.name)), \(ordered.map(\.typeName)),
                \(ordered.map(\.status.rawValue)), \(ordered.map(\.phaseName)), \(ordered.map(\.localAuthorityCode)),
                \(ordered.map(\.localAuthorityName)), \(ordered.map(\.establishmentNumber)), \(ordered.map(\.ukprn)),
                \(ordered.map(\.openedOn)), \(ordered.map(\.closedOn)),
                \(ordered.map { $0.address.lines.joined(separator: "\n") }), \(ordered.map(\.address.postcode)),
                \(ordered.map(\.website)), \(ordered.map(\.primaryContactEmail)),
                \(ordered.map(\.secondaryContactEmail)), \(ordered.map(\.districtName)),
                \(ordered.map(\.section41Approved)))
            ON CONFLICT (urn) DO UPDATE SET name = excluded.name, type_name = excluded.type_name,
                status = excluded.status, phase_name = excluded.phase_name,
                local_authority_code = excluded.local_authority_code,
                local_authority_name = excluded.local_authority_name,
                establishment_number = excluded.establishment_number, ukprn = excluded.ukprn,
                opened_on = excluded.opened_on, closed_on = excluded.closed_on, address = excluded.address,
                postcode = excluded.postcode, website = excluded.website,
                primary_contact_email = excluded.primary_contact_email,
                secondary_contact_email = excluded.secondary_contact_email, district_name = excluded.district_name,
                is_section_41_approved = excluded.is_section_41_approved
            """)
    }

    /// Replaces all links of the establishments. Each establishment must occur only once. If one has two links to the
    /// same other establishment, the last one is kept.
    func saveLinks(_ updates: [EstablishmentLinksUpdated], in transaction: Transaction) async throws {
        guard !updates.isEmpty else { return }
        try await transaction.execute("DELETE FROM establishment_link WHERE urn = ANY(\(updates.map(\.urn)))")
        let links = updates.flatMap { update in
            Dictionary(update.links.map { ($0.urn, $0) }, uniquingKeysWith: { $1 }).values.map { (update.urn, $0) }
        }
        try await transaction.execute(
            """
            INSERT INTO establishment_link (urn, linked_urn, type, established_on)
            SELECT * FROM unnest(\(links.map(\.0)), \(links.map(\.1.urn)), \(links.map(\.1.type)),
                \(links.map(\.1.establishedOn)))
            """)
    }
}
