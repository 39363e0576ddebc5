import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import RegistrationService

@Suite("Stored values that cannot be read")
struct StoredValuesTests {
    @Test(arguments: [(" ", "a@b.example"), ("Sam", "nobody")])
    func `a tutor who cannot be read is not a school without a tutor`(name: String, address: String) async throws {
        try await World.with { world in
            try await world.database.execute(
                """
                UPDATE school SET tutor_name = \(name), tutor_email = \(address) WHERE urn = \(Fixture.school)
                """)

            await #expect(throws: PostgresError.self) {
                _ = try await world.database.transaction {
                    try await SchoolStore().load([Fixture.school], in: $0)
                }
            }
        }
    }

    @Test func `a corrected name that cannot be read is not a name that nobody corrected`() async throws {
        try await World.with { world in
            let trn: TRN = "1000001"
            let name = String(repeating: "a", count: PersonName.maximumLength + 1)
            try await world.database.execute("INSERT INTO registrant (trn, corrected_name) VALUES (\(trn), \(name))")

            await #expect(throws: PostgresError.self) {
                _ = try await world.database.transaction { try await PlacementStore().load([trn], in: $0) }
            }
            await #expect(throws: PostgresError.self) {
                _ = try await world.database.transaction {
                    try await PlacementStore().lockCorrectedNames(of: [trn], in: $0)
                }
            }
        }
    }
}
