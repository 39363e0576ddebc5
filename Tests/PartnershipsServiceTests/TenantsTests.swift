import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import Postgres
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Two lead providers at one school, with one teacher after the other")
struct TenantsTests {
    @Test func `each sees its own, and the one who is left sees that the teacher left`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool, name: "Other"), Fixture.registered(),
            ])
            let beacon = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let lantern = try await world.send(
                .post, "partnerships", as: Fixture.lantern, body: Fixture.partnershipBody())
            let elsewhere = try await world.send(
                .post, "partnerships", as: Fixture.lantern,
                body: Fixture.partnershipBody(school: Fixture.schoolID(Fixture.otherSchool).description))
            #expect([beacon, lantern, elsewhere].map(\.status) == [.ok, .ok, .ok])
            world.clock.set("2026-11-01T09:00:00Z")

            try await world.deliver([
                Fixture.left(on: "2026-11-01"),
                Fixture.registered(
                    at: Fixture.otherSchool, placement: 300, from: "2026-11-02", by: Fixture.lantern,
                    registeredAt: "2026-11-01T09:00:00Z"),
            ])

            let before = try await world.get("participants")
            #expect(before.text.contains(#""school_urn":"140001""#))
            #expect(before.text.contains(#""participant_status":"left""#))
            let after = try await world.get("participants", as: Fixture.lantern)
            #expect(after.text.contains(#""school_urn":"140002""#))
            #expect(after.text.contains(#""participant_status":"joining""#))
            #expect(before.ids == after.ids)
            let shownToOthers = try await world.get("partnerships/\(try #require(lantern.ids.first))")
            #expect(shownToOthers.status == .notFound)
            #expect(try await world.published(TrainingFinished.self).map(\.finishedOn) == ["2026-11-01"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `training that never began is gone, and so is the teacher from the list`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered(from: "2027-01-04")])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let id = try #require(try await world.get("participants").ids.first)

            try await world.deliver([Fixture.left(on: "2027-01-04")])

            #expect(try await world.get("participants").ids.isEmpty)
            #expect(try await world.get("participants/\(id)").status == .notFound)
            #expect(try await world.published(TrainingCancelled.self).count == 1)
            let tombstones = try await world.database.query(
                "SELECT sequence FROM document WHERE body IS NULL", as: Int.self)
            #expect(tombstones.count == 1)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `what changes for one bumps nothing of the other`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let before = try await world.get("schools?filter[cohort]=2026")
            world.clock.advance(seconds: 60)

            try await world.deliver([Fixture.registered("3000002", placement: 301, by: Fixture.lantern)])

            #expect(try await world.get("schools?filter[cohort]=2026").text == before.text)
            let query = "filter[cohort]=2026&filter[updated_since]=2026-09-15T09:01:00Z"
            #expect(try await world.get("schools?\(query)").ids.isEmpty)
            #expect(try await world.get("schools?\(query)", as: Fixture.lantern).ids.count == 1)
            #expect(try await world.get("participants?\(query)").ids.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `an induction that began and ended is funded, heard at once or not`(isOneBatch: Bool) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let heard = [Fixture.teacher(status: .inProgress), Fixture.teacher(status: .passed)]

            if isOneBatch {
                try await world.deliver(heard, to: "teachers")
            } else {
                for each in heard { try await world.deliver([each], to: "teachers") }
            }

            let shown = try await world.get("participants")
            #expect(shown.text.contains(#""eligible_for_funding":true"#))
        }
    }

    @Test func `what TRS says is shown, and said again changes nothing`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            world.clock.advance(seconds: 60)

            try await world.deliver([Fixture.teacher(), Fixture.teacher("3999999")], to: "teachers")

            let shown = try await world.get("participants")
            #expect(shown.attribute("full_name") == ["Samuel Example"])
            #expect(shown.attribute("updated_at") == ["2026-09-15T09:01:00Z"])
            #expect(shown.text.contains(#""eligible_for_funding":true"#))
            #expect(shown.text.contains(#""overall_induction_start_date":"2026-09-01""#))
            world.clock.advance(seconds: 60)
            try await world.deliver([Fixture.teacher(first: "Sam"), Fixture.teacher()], to: "teachers")
            #expect(try await world.get("participants").text == shown.text)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `what TRS said before the registration is shown from the start`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.teacher(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            #expect(try await world.get("participants").attribute("full_name") == ["Samuel Example"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a school that is heard of late is not missed`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.registered()])
            #expect(try await world.get("schools?filter[cohort]=2026").ids.isEmpty)

            try await world.deliver([Fixture.school()])

            #expect(try await world.get("schools?filter[cohort]=2026").attribute("expression_of_interest") == ["1"])
            let created = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            #expect(created.attribute("participants_currently_training") == ["1"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }
}
