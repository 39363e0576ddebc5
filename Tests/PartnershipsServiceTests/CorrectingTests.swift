import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Correcting the delivery partner of a partnership")
struct CorrectingTests {
    private static func body(_ partner: String) -> String {
        #"{"data":{"type":"partnership","attributes":{"delivery_partner_id":\#(partner)}}}"#
    }

    private func withPartnership(_ body: (World, String) async throws -> Void) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            let created = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            world.clock.advance()
            try await body(world, try #require(created.ids.first))
        }
    }

    @Test(arguments: [HTTPRequest.Method.put, .patch])
    func `the partnership keeps its id and its participants follow`(method: HTTPRequest.Method) async throws {
        try await withPartnership { world, id in
            let changed = try await world.send(
                method, "partnerships/\(id)", body: Self.body("\"\(Fixture.southvale)\""))

            #expect(changed.status == .ok)
            #expect(changed.ids == [id])
            #expect(changed.attribute("delivery_partner_name") == ["Southvale Hub"])
            #expect(changed.attribute("updated_at") == ["2026-09-15T09:00:01Z"])
            #expect(changed.attribute("created_at") == ["2026-09-15T09:00:00Z"])
            let participants = try await world.get("participants?filter[updated_since]=2026-09-15T09:00:01Z")
            #expect(participants.text.contains(#""delivery_partner_id":"\#(Fixture.southvale)""#))
            let published = try await world.published(SchoolPartnershipsUpdated.self)
            #expect(
                published.map { $0.partnerships.map(\.deliveryPartnerName) } == [["Northvale Hub"], ["Southvale Hub"]])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `whoever is trained in the partnership is confirmed anew, with the right delivery partner`() async throws
    {
        try await withPartnership { world, id in
            try await world.deliver([
                Fixture.registered("3000002", placement: 102),
                Fixture.registered("3000003", placement: 103, by: Fixture.lantern),
            ])
            try await world.deliver([Fixture.left("3000001", on: "2026-10-01")])
            let before = try await world.published(TrainingConfirmed.self)

            _ = try await world.send(.put, "partnerships/\(id)", body: Self.body("\"\(Fixture.southvale)\""))

            let anew = try await world.published(TrainingConfirmed.self).dropFirst(before.count)
            #expect(anew.map(\.trn) == ["3000001", "3000002"])
            #expect(anew.map(\.trainingPeriodID) == before.map(\.trainingPeriodID))
            #expect(anew.map(\.finishedOn) == ["2026-10-01", nil])
            #expect(anew.allSatisfy { $0.partnershipID.description == id && $0.deliveryPartnerID == Fixture.southvale })
            #expect(anew.allSatisfy { $0.deliveryPartnerName == "Southvale Hub" && $0.leadProviderName == "Beacon" })
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `what is no correction is refused`() async throws {
        try await withPartnership { world, id in
            for partner in ["null", "\"\"", "\"\(Fixture.northvale)\"", "\"\(Fixture.eastvale)\"", "\"x\""] {
                let answer = try await world.send(.put, "partnerships/\(id)", body: Self.body(partner))
                #expect(answer.status == .unprocessableContent)
                #expect(answer.titles == ["delivery_partner_id"])
            }
            let malformed = try await world.send(.put, "partnerships/\(id)", body: #"{"data":{"attributes":{}}}"#)
            #expect(malformed.status == .badRequest)
        }
    }

    @Test func `the partnership of another provider is not there`() async throws {
        try await withPartnership { world, id in
            let answer = try await world.send(
                .put, "partnerships/\(id)", as: Fixture.lantern, body: Self.body("\"\(Fixture.northvale)\""))

            #expect(answer.status == .notFound)
            #expect(try await world.get("partnerships/\(id)", as: Fixture.lantern).status == .notFound)
            #expect(try await world.get("partnerships", as: Fixture.lantern).ids.isEmpty)
        }
    }

    @Test func `a form will do in place of JSON`() async throws {
        try await withPartnership { world, id in
            let answer = try await world.send(
                .put, "partnerships/\(id)", body: "data[attributes][delivery_partner_id]=\(Fixture.southvale)",
                type: "application/x-www-form-urlencoded")

            #expect(answer.attribute("delivery_partner_name") == ["Southvale Hub"])
        }
    }
}
