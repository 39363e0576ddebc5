import Messaging
import Postgres
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Checking and rebuilding documents beside an import")
struct RebuildTests {
    /// Changes a name and pairings as an import does, while a pass over all documents is running.
    ///
    /// - Returns: how many documents differed according to the pass.
    private func importing(
        beside pass: @escaping @Sendable (DocumentCheck) async throws -> Int, in world: World
    ) async throws -> Int {
        let clock = world.clock
        let check = DocumentCheck(database: world.database, now: { clock.now })
        let passing = try await world.database.transaction { transaction in
            try await world.projector.catalogue.lockNames(in: transaction)
            let passing = Task { try await pass(check) }
            try await world.somebodyWaits()
            try await transaction.execute(
                "UPDATE delivery_partner SET name = 'Northvale Alliance' WHERE id = \(Fixture.northvale)")
            try await transaction.execute(
                """
                INSERT INTO pairing (lead_provider_id, delivery_partner_id, contract_period)
                VALUES (\(Fixture.beacon), \(Fixture.eastvale), 2026)
                """)
            let affected = Affected(deliveryPartners: [Fixture.northvale, Fixture.eastvale])
            try await world.projector.project(affected, in: transaction)
            return passing
        }
        return try await passing.value
    }

    @Test func `a rebuild writes nothing back that an import has changed`() async throws {
        try await World.with { world in
            let rewritten = try await importing(beside: { try await $0.rebuild() }, in: world)

            #expect(rewritten == 0)
            let partners = try await world.get("delivery-partners?filter[cohort]=2026").attribute("name")
            #expect(partners.sorted() == ["Eastvale Hub", "Northvale Alliance", "Southvale Hub"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a check takes nothing for wrong that an import is changing`() async throws {
        try await World.with { world in
            let differing = try await importing(beside: { try await $0.verify() }, in: world)

            #expect(differing == 0)
        }
    }
}
