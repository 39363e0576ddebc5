import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("A registration and a partnership find each other")
struct ConfirmingTests {
    @Test func `a registration waits for its lead provider, whom the school then shows its tutor`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])

            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.leadProviderName) == ["Beacon"])
            #expect(interest.map(\.scheduleIdentifier) == ["ecf-standard-september"])
            #expect(interest.map(\.startedOn) == ["2026-09-15"])
            let own = try await world.get("schools?filter[cohort]=2026")
            #expect(own.attribute("expression_of_interest") == ["1"])
            #expect(own.attribute("induction_tutor_name") == ["Ada Tutor"])
            let others = try await world.get("schools?filter[cohort]=2026", as: Fixture.lantern)
            #expect(others.attribute("expression_of_interest") == ["0"])
            #expect(others.attribute("induction_tutor_email") == ["<null>"])
            #expect(others.attribute("induction_programme_choice") == ["provider_led"])
            #expect(try await world.get("participants").text == #"{"data":[]}"#)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a partnership confirms everybody who waited for it, and nobody else`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool),
                Fixture.registered("3000001", placement: 101), Fixture.registered("3000002", placement: 102),
                Fixture.registered("3000003", placement: 103, by: Fixture.lantern),
                Fixture.registered("3000004", at: Fixture.otherSchool, placement: 104),
            ])
            world.clock.advance()

            let created = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            #expect(created.status == .ok)
            #expect(created.attribute("participants_currently_training") == ["2"])
            let id = try #require(created.ids.first)
            #expect(try await world.get("partnerships/\(id)").text == created.text)
            let participants = try await world.get("participants")
            #expect(Set(participants.attribute("teacher_reference_number")) == ["3000001", "3000002"])
            #expect(try await world.get("participants", as: Fixture.lantern).ids.isEmpty)
            let confirmed = try await world.published(TrainingConfirmed.self)
            #expect(Set(confirmed.map(\.trn.rawValue)) == ["3000001", "3000002"])
            #expect(confirmed.allSatisfy { $0.deliveryPartnerName == "Northvale Hub" })
            let updated = try await world.published(SchoolPartnershipsUpdated.self)
            #expect(updated.map { $0.partnerships.map(\.leadProviderName) } == [["Beacon"]])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a registration after the partnership is confirmed at once`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            try await world.deliver([Fixture.registered()])

            #expect(try await world.published(TrainingConfirmed.self).count == 1)
            #expect(try await world.published(TrainingExpressionOfInterestMade.self).isEmpty)
            #expect(try await world.get("participants").ids.count == 1)
            #expect(
                try await world.get("partnerships").attribute("participants_currently_training") == ["1"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a school that trains its teachers itself is told so`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered(by: nil)])

            #expect(try await world.published(SchoolLedTrainingStarted.self).count == 1)
            let refused = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            #expect(refused.status == .unprocessableContent)
            #expect(refused.titles == ["school_id"])
        }
    }

    @Test func `many registrations and partnerships at once miss nobody`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            let body = Fixture.partnershipBody()

            let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 1...12 {
                    group.addTask {
                        let trn = try #require(TRN(exactly: String(3_000_000 + number)))
                        try await world.deliver([Fixture.registered(trn, placement: 200 + number)])
                        return nil
                    }
                    if number % 4 == 0 {
                        group.addTask { try await world.send(.post, "partnerships", body: body).status.code }
                    }
                }
                return try await group.reduce(into: [Int]()) { codes, code in
                    if let code { codes.append(code) }
                }
            }

            #expect(statuses.sorted() == [200, 422, 422])
            #expect(try await world.get("participants").ids.count == 12)
            #expect(try await world.get("partnerships").attribute("participants_currently_training") == ["12"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }
}
