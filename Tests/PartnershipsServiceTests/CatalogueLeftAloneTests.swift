import Events
import Foundation
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("What an import of the catalogue leaves alone")
struct CatalogueLeftAloneTests {
    @Test func `what a file of contract periods does not speak of stays, and what it leaves empty is cleared`()
        async throws
    {
        try await World.with { world in
            func frozen() async throws -> [String] {
                try await world.database.query(
                    """
                    SELECT coalesce((payments_frozen_at AT TIME ZONE 'UTC')::date::text, 'not') || ' ' || uplift_fees_enabled
                    FROM contract_period WHERE year = 2024
                    """, as: String.self)
            }
            let whole = "year,started_on,finished_on,enabled,payments_frozen_at,uplift_fees_enabled\n"
            try await world.importCatalogue([
                "a.csv": whole + "2024,2024-06-01,2025-05-31,true,2026-08-01T00:00:00Z,true\n"
            ])

            let report = try await world.importCatalogue([
                "a.csv": "year,started_on,finished_on,enabled\n2024,2024-06-01,2025-05-31,false\n"
            ])

            #expect(report.changed == 1)
            #expect(try await frozen() == ["2026-08-01 true"])
            #expect(try await world.published(ContractPeriodUpdated.self).last?.isEnabled == false)

            try await world.importCatalogue(["a.csv": whole + "2024,2024-06-01,2025-05-31,false,,\n"])
            #expect(try await frozen() == ["not false"])
        }
    }

    @Test func `a contract period that would overlap another is skipped, and a boundary moves in two rows`()
        async throws
    {
        try await World.with { world in
            let head = "year,started_on,finished_on,enabled\n"

            let wrong = try await world.importCatalogue([
                "a.csv": head + "2025,2025-06-01,2027-05-31,false\n2028,2028-06-01,2029-05-31,true\n"
            ])

            #expect(wrong.changed == 1)
            #expect(wrong.skipped == ["a.csv line 2: the contract period 2025 would overlap 2026"])

            let moved = try await world.importCatalogue([
                "a.csv": head + "2025,2025-06-01,2026-06-14,false\n2026,2026-06-15,2027-05-31,true\n"
            ])

            #expect(moved.changed == 2)
            #expect(moved.skipped.isEmpty)
            #expect(
                try await world.published(ContractPeriodUpdated.self).suffix(2).map(\.startedOn).sorted()
                    == ["2025-06-01", "2026-06-15"])

            let half = try await world.importCatalogue(["a.csv": head + "2025,2025-06-01,2026-06-15,false\n"])
            #expect(half.changed == 0)
            #expect(half.skipped == ["a.csv line 2: the contract period 2025 would overlap 2026"])
        }
    }

    @Test(arguments: [false, true])
    func `a period that is put back overlaps no other, in whatever order they come`(isReversed: Bool) async throws {
        try await World.with { world in
            let rows = ["2025,2025-06-01,2026-06-14,false", "2026,2026-06-15,2027-06-14,true"]
            let text = (["year,started_on,finished_on,enabled"] + (isReversed ? rows.reversed() : rows))
                .joined(separator: "\n")

            let report = try await world.importCatalogue(["a.csv": text])

            #expect(report.changed == 0)
            #expect(report.skipped.count == 2)
            let overlapping = try await world.database.query(
                """
                SELECT count(*) FROM contract_period AS one JOIN contract_period AS other
                ON one.year < other.year AND one.finished_on >= other.started_on
                """, as: Int.self)
            #expect(overlapping == [0])
        }
    }

    @Test func `a former name means nobody new, whatever id its owner has and however often it was renamed`()
        async throws
    {
        try await World.with { world in
            let (partner, provider) = (Fixture.uuid(80).lowercase, Fixture.uuid(81).lowercase)
            func named(_ name: String) -> [String: String] {
                [
                    "partners.csv": "id,name\n\(partner),\(name) Hub\n",
                    "providers.csv": "id,name,contract_periods\n\(provider),\(name),2026\n",
                ]
            }
            for name in ["Harbour", "Quay", "Pier"] { try await world.importCatalogue(named(name)) }

            for name in ["Harbour", "QUAY"] {
                let again = try await world.importCatalogue([
                    "partners.csv": "name\n\(name) Hub\n",
                    "providers.csv": "name,contract_periods\n\(name),2026\n",
                ])
                #expect(again.changed == 0)
                #expect(again.skipped.contains { $0.contains("this name belonged to Pier Hub. ") }, "\(name)")
                #expect(again.skipped.contains { $0.contains("this name belonged to Pier. ") }, "\(name)")
            }
        }
    }

    @Test func `a name passes from one to another in one list`() async throws {
        try await World.with { world in
            let (old, new) = (Fixture.uuid(90).lowercase, Fixture.uuid(89).lowercase)
            try await world.importCatalogue([
                "partners.csv": "id,name\n\(old),Harbour Hub\n",
                "providers.csv": "id,name,contract_periods\n\(old),Harbour,2026\n",
            ])

            let report = try await world.importCatalogue([
                "partners.csv": "id,name\n\(old),Harbour Hub Legacy\n\(new),Harbour Hub\n",
                "providers.csv":
                    "id,name,contract_periods\n\(old),Harbour Legacy,2026\n\(new),Harbour,2026\n",
            ])

            #expect(report.changed == 4)
            #expect(report.skipped.isEmpty)
            for table in ["lead_provider", "delivery_partner"] as [SQL] {
                let names = try await world.database.query(
                    "SELECT name FROM \(table) WHERE name LIKE 'Harbour%' ORDER BY id", as: String.self)
                #expect(names.count == 2 && names.last?.hasSuffix("Legacy") == true)
            }
        }
    }

    @Test func `another spelling in a list without ids renames nobody`() async throws {
        try await World.with { world in
            let report = try await world.importCatalogue([
                "partners.csv": "name\nNORTHVALE HUB\n", "providers.csv": "name,contract_periods\nBEACON,2026\n",
            ])
            #expect(report.changed == 0)
            #expect(report.skipped.isEmpty)

            let corrected = try await world.importCatalogue([
                "partners.csv": "id,name\n\(Fixture.northvale),NORTHVALE HUB\n"
            ])
            #expect(corrected.changed == 1)
        }
    }

    @Test func `a list that still has a former name renames nobody back`() async throws {
        try await World.with { world in
            let partner = UUID.named("harbour hub", kind: "delivery-partner").lowercase
            let provider = UUID.named("harbour", kind: "lead-provider").lowercase
            let lists = [
                "partners.csv": "name\nHarbour Hub\n", "providers.csv": "name,contract_periods\nHarbour,2026\n",
            ]
            try await world.importCatalogue(lists)
            let renamed = try await world.importCatalogue([
                "partners.csv": "id,name\n\(partner),Quay Hub\n",
                "providers.csv": "id,name,contract_periods\n\(provider),Quay,2026\n",
            ])
            #expect(renamed.changed == 2)

            let again = try await world.importCatalogue(lists)

            #expect(again.changed == 0)
            #expect(again.skipped.count == 2)
            #expect(again.skipped.contains { $0.hasPrefix("partners.csv line 2: this name belonged to Quay Hub. ") })
            #expect(again.skipped.contains { $0.hasPrefix("providers.csv line 2: this name belonged to Quay. ") })

            let back = try await world.importCatalogue(["partners.csv": "id,name\n\(partner),Harbour Hub\n"])
            #expect(back.changed == 1)
        }
    }
}
