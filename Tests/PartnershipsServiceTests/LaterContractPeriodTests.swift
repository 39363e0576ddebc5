import PartnershipsDomain
import Postgres
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Schools in a contract period that is imported later")
struct LaterContractPeriodTests {
    @Test func `they are news in it, and in no other`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.school("140002", name: "Second")])
            let since = "filter[updated_since]=2026-09-15T09:01:00Z"
            #expect(try await world.get("schools?filter[cohort]=2028&\(since)").ids.isEmpty)
            world.clock.advance(seconds: 60)

            try await world.importCatalogue(Fixture.laterPeriod)

            let found = try await world.get("schools?filter[cohort]=2028&\(since)")
            #expect(found.attribute("urn") == ["140001", "140002"])
            #expect(found.attribute("cohort") == ["2028", "2028"])
            #expect(found.attribute("updated_at") == ["2026-09-15T09:01:00Z", "2026-09-15T09:01:00Z"])
            let shown = try await world.get("schools/\(Fixture.schoolID("140002"))?filter[cohort]=2028")
            #expect(shown.attribute("updated_at") == ["2026-09-15T09:01:00Z"])
            let before = try await world.get("schools?filter[cohort]=2027")
            #expect(before.attribute("updated_at") == ["2026-09-15T09:00:00Z", "2026-09-15T09:00:00Z"])
            #expect(try await world.get("schools?filter[cohort]=2027&\(since)").ids.isEmpty)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `once they are listed they change one by one`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.school("140002", name: "Second")])
            world.clock.advance(seconds: 60)
            try await world.importCatalogue(Fixture.laterPeriod)
            world.clock.advance(seconds: 60)

            // The period stays the same, whether it is imported unchanged or with other days.
            try await world.importCatalogue(Fixture.laterPeriod)
            try await world.importCatalogue([
                "years.csv": "year,started_on,finished_on,enabled\n2028,2028-06-02,2029-05-31,false\n"
            ])
            try await world.deliver([Fixture.school(name: "Northvale Academy")])

            let later = try await world.get("schools?filter[cohort]=2028&sort=-updated_at")
            #expect(later.attribute("urn") == ["140001", "140002"])
            #expect(later.attribute("updated_at") == ["2026-09-15T09:02:00Z", "2026-09-15T09:01:00Z"])
            let sorted = try await world.get("schools?filter[cohort]=2028&sort=updated_at")
            #expect(sorted.attribute("urn") == ["140002", "140001"])
            let since = "filter[updated_since]=2026-09-15T09:01:01Z"
            #expect(try await world.get("schools?filter[cohort]=2028&\(since)").attribute("urn") == ["140001"])
        }
    }

    @Test func `they are dated as they were where it is not known when the period came`() async throws {
        try await World.with { world in
            world.clock.advance(seconds: -60)
            try await world.database.execute("UPDATE contract_period SET listed_at = DEFAULT")
            try await world.database.execute("UPDATE document_sequence SET last_at = NULL")

            try await world.deliver([Fixture.school()])

            let found = try await world.get("schools?filter[cohort]=2026")
            #expect(found.attribute("updated_at") == ["2026-09-15T08:59:00Z"])
        }
    }
}
