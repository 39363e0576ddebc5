import Events
import Foundation
import HTTPTypes
import Messaging
import PartnershipsDomain
import Postgres
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("When documents are said to have changed, by processes whose clocks differ")
struct UpdatedAtTests {
    private static let early: Instant = "2026-09-15T09:00:00Z"
    private static let late: Instant = "2026-09-15T09:00:10Z"

    @Test func `a correction by a process that is behind is found by whoever polls from what was shown`() async throws {
        try await World.with(at: Self.late) { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            let created = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let shown = try #require(created.attribute("updated_at").first)
            world.clock.set(Self.early)

            _ = try await world.send(
                .put, "partnerships/\(try #require(created.ids.first))",
                body: #"{"data":{"attributes":{"delivery_partner_id":"\#(Fixture.southvale)"}}}"#)

            let polled = try await world.get("partnerships?filter[updated_since]=\(shown)")
            #expect(polled.attribute("delivery_partner_name") == ["Southvale Hub"])
            let participants = try await world.get("participants?filter[updated_since]=\(shown)")
            #expect(participants.text.contains(#""delivery_partner_id":"\#(Fixture.southvale)""#))
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `what vanished is dated after what was shown too`() async throws {
        try await World.with(at: Self.late) { world in
            try await world.deliver([Fixture.school(), Fixture.registered(from: "2027-01-04")])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            world.clock.set(Self.early)

            try await world.deliver([Fixture.left(on: "2027-01-04")])

            let buried = try await world.database.query(
                "SELECT updated_at FROM document WHERE body IS NULL", as: Instant.self)
            #expect(buried == [Self.late])
        }
    }

    @Test func `of schools, what a provider is shown alone is dated after what all are shown`() async throws {
        try await World.with(at: Self.late) { world in
            try await world.deliver([Fixture.school()])
            let shown = try #require(
                try await world.get("schools?filter[cohort]=2026").attribute("updated_at").first)
            world.clock.set(Self.early)

            try await world.deliver([Fixture.registered()])

            let polled = try await world.get("schools?filter[cohort]=2026&filter[updated_since]=\(shown)")
            #expect(polled.attribute("expression_of_interest") == ["1"])
            #expect(polled.attribute("updated_at") == [shown])
        }
    }

    @Test func `of schools, what all are shown is dated after what a provider was shown alone`() async throws {
        try await World.with(at: Self.early) { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool, name: "Other"),
                Fixture.registered("3000002", placement: 102, by: Fixture.lantern),
            ])
            world.clock.set(Self.late)
            // The school's programme is known by then, so this appears only in the document of one provider.
            try await world.deliver([Fixture.registered()])
            let shown = try await world.get("schools?filter[cohort]=2026").attribute("updated_at").max()
            world.clock.advance(seconds: -5)

            try await world.deliver([Fixture.school(Fixture.otherSchool, name: "Other, renamed")])

            let since = try #require(shown)
            #expect(since == "2026-09-15T09:00:10Z")
            let polled = try await world.get("schools?filter[cohort]=2026&filter[updated_since]=\(since)")
            #expect(polled.attribute("name").contains("Other, renamed"))
        }
    }

    @Test func `of schools, all are dated after what was shown in a contract period that is new`() async throws {
        try await World.with(at: Self.early) { world in
            try await world.deliver([Fixture.school()])
            world.clock.set(Self.late)
            try await world.deliver([Fixture.school(Fixture.otherSchool, name: "Other")])
            let shown = try #require(
                try await world.get("schools?filter[cohort]=2026").attribute("updated_at").max())
            world.clock.set(Self.early)

            try await world.importCatalogue(Fixture.laterPeriod)

            #expect(shown == "2026-09-15T09:00:10Z")
            let polled = try await world.get("schools?filter[cohort]=2028&filter[updated_since]=\(shown)")
            #expect(polled.attribute("urn") == ["140001", "140002"])
        }
    }

    @Test func `the order of the times is the order of the commits, however many write at once`() async throws {
        try await World.with { world in
            let urns = try (0..<12).map { try #require(URN(exactly: "1500\(10 + $0)")) }
            try await world.deliver(urns.map { Fixture.school($0) }, to: "schools")

            try await withThrowingTaskGroup { group in
                for (number, urn) in urns.enumerated() {
                    group.addTask { try await partner(urn, atClock: number * 7 % 12, in: world) }
                }
                try await group.waitForAll()
            }

            let inOrder = try await world.database.query(
                """
                SELECT updated_at FROM document
                WHERE lead_provider_id = \(Fixture.beacon) AND resource = 'partnership' ORDER BY sequence
                """, as: Instant.self)
            #expect(inOrder.count == urns.count)
            #expect(inOrder == inOrder.sorted())
        }
    }

    /// Creates a partnership in a process whose clock is ahead by this many seconds.
    private func partner(_ urn: URN, atClock seconds: Int, in world: World) async throws {
        let now: @Sendable () -> Date = { world.clock.now.addingTimeInterval(Double(seconds)) }
        let writing = PartnershipWriting(
            database: world.database, outbox: Outbox(service: "partnerships", now: now),
            projector: DocumentProjector(now: now), now: now)
        let request = PartnershipRequest(
            cohort: .value(ContractPeriodYear(rawValue: 2026)), schoolID: .value(Fixture.schoolID(urn)),
            deliveryPartnerID: .value(Fixture.northvale))
        _ = try await CreatePartnership(writing: writing)(request, by: Fixture.beacon)
    }
}
