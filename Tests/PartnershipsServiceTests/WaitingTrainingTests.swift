import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Registered teachers who wait for training")
struct WaitingTrainingTests {
    private static let harbour = LeadProviderID(Fixture.uuid(88))

    private func harbour(in years: String) -> [String: String] {
        ["providers.csv": "id,name,contract_periods\n\(Self.harbour),Harbour,\(years)\n"]
    }

    private func refused(in world: World) async throws -> [String] {
        try await world.database.query("SELECT code FROM refused_training", as: String.self)
    }

    @Test func `operators see who waits, and what to do about it`() async throws {
        try await World.with { world in
            #expect(try await world.operators(get: "/training/waiting").text == "[]")
            try await world.deliver([
                Fixture.school(), Fixture.registered(by: Self.harbour), Fixture.left(on: "2026-12-18"),
            ])

            let waiting = try await world.operators(get: "/training/waiting")

            #expect(waiting.status == .ok)
            #expect(
                waiting.text
                    == #"[{"code":"lead-provider-unknown","detail":"The lead provider is not in the catalogue. Import it.","finishedOn":"2026-12-18","leadProviderID":"\#(Self.harbour)","placementID":"\#(Fixture.uuid(100).lowercase)","programme":"provider_led","refusedAt":"2026-09-15T09:00:00.000Z","registeredAt":"2026-09-15T09:00:00.000Z","trn":"3000001","urn":"140001"}]"#
            )
        }
    }

    private static let year2028 = [
        "years.csv": "year,started_on,finished_on,enabled\n2028,2028-06-01,2029-05-31,true\n",
        "providers.csv": "id,name,contract_periods\n\(Fixture.beacon),Beacon,2028\n",
        "pairs.csv": "lead_provider,delivery_partner,contract_periods\nBeacon,Northvale Hub,2028\n",
    ]

    @Test func `training led by a school gets its contract period when that comes, and nobody can partner with it`()
        async throws
    {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered(from: "2028-09-01", by: nil)])
            let ofSchool: SQL = "SELECT coalesce(contract_period, 0) FROM training_period"
            #expect(try await world.database.query(ofSchool, as: Int.self) == [0])
            world.clock.set("2028-09-02T09:00:00Z")

            try await world.importCatalogue(Self.year2028)

            #expect(try await world.database.query(ofSchool, as: Int.self) == [2028])
            let school = try await world.get("schools?filter[cohort]=2028&filter[updated_since]=2028-09-02T09:00:00Z")
            #expect(school.attribute("induction_programme_choice") == ["school_led"])
            #expect(try await world.documentsDiffer() == 0)
            let refused = try await world.send(
                .post, "partnerships", body: Fixture.partnershipBody(cohort: "\"2028\""))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.titles == ["school_id"])

            // A period whose days are corrected releases the training again.
            try await world.importCatalogue([
                "years.csv": "year,started_on,finished_on,enabled\n2028,2028-09-02,2029-05-31,true\n"
            ])
            #expect(try await world.database.query(ofSchool, as: Int.self) == [0])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `training led by a school that is registered while its contract period comes gets it too`() async throws
    {
        try await World.with { world in
            try await world.deliver([Fixture.school()])

            _ = try await world.importCatalogue(
                Self.year2028, meeting: Fixture.registered(from: "2028-09-01", by: nil))

            #expect(
                try await world.database.query("SELECT coalesce(contract_period, 0) FROM training_period", as: Int.self)
                    == [2028])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `the same reason in another contract period is a new reason`() async throws {
        try await World.with { world in
            try await world.importCatalogue(harbour(in: "2024"))
            try await world.deliver([Fixture.school(), Fixture.registered(by: Self.harbour)])

            try await world.importCatalogue([
                "years.csv": """
                year,started_on,finished_on,enabled
                2025,2025-06-01,2026-12-31,true
                2026,2027-01-01,2027-05-31,true
                """
            ])

            let told = try await world.published(TrainingRefused.self)
            #expect(told.map(\.code) == ["lead-provider-not-active", "lead-provider-not-active"])
            #expect(told.map { $0.detail.contains("2026") } == [true, false])
            let kept = try await world.database.query("SELECT detail FROM refused_training", as: String.self)
            #expect(kept.first == told.last?.detail)
        }
    }

    @Test func `a new reason is told, and the same again is not`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered(by: Self.harbour)])

            let inactive = try await world.importCatalogue(harbour(in: "2024"))
            let again = try await world.importCatalogue(harbour(in: "2024"))

            let line = "1 waiting: The lead provider is not active in contract period 2026. Import it with that period."
            #expect(inactive.waiting == [line])
            #expect(again.changed == 0)
            #expect(again.waiting == [line])
            #expect(
                try await world.published(TrainingRefused.self).map(\.code)
                    == ["lead-provider-unknown", "lead-provider-not-active"])
            #expect(try await refused(in: world) == ["lead-provider-not-active"])

            let mended = try await world.importCatalogue(harbour(in: "2026"))

            #expect(mended.openedTraining == 1)
            #expect(mended.waiting.isEmpty)
            #expect(try await refused(in: world).isEmpty)
            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.leadProviderName) == ["Harbour"])
        }
    }

    @Test func `an import waits for a registration that has read the catalogue, and lets it in`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])

            let report = try await world.importCatalogue(
                harbour(in: "2026"), meeting: Fixture.registered(by: Self.harbour))

            #expect(report.openedTraining == 1)
            #expect(try await refused(in: world).isEmpty)
            #expect(try await world.published(TrainingRefused.self).count == 1)
            #expect(try await world.published(TrainingExpressionOfInterestMade.self).count == 1)
        }
    }

    @Test func `registrations and the import that lets them in miss nobody`() async throws {
        try await World.with(at: "2027-06-15T09:00:00Z") { world in
            try await world.deliver([Fixture.school()])

            try await withThrowingTaskGroup { group in
                for number in 1...16 {
                    group.addTask {
                        let trn = try #require(TRN(exactly: String(3_000_000 + number)))
                        try await world.deliver([
                            Fixture.registered(
                                trn, placement: 200 + number, from: "2027-09-01", registeredAt: "2027-06-15T09:00:00Z")
                        ])
                    }
                    guard number == 8 else { continue }
                    group.addTask {
                        try await world.importCatalogue([
                            "schedules.csv": """
                            contract_period,identifier,name,declaration_type,started_on,finished_on
                            2027,ecf-standard-september,Standard September,started,2027-06-01,
                            """
                        ])
                    }
                }
                try await group.waitForAll()
            }

            #expect(try await refused(in: world).isEmpty)
            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.count == 16)
            #expect(Set(interest.map(\.trn)).count == 16)
        }
    }

    @Test func `who is going to leave is trained until then, once that can be`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(by: Self.harbour), Fixture.left(on: "2026-12-18"),
            ])
            #expect(try await refused(in: world) == ["lead-provider-unknown"])

            let report = try await world.importCatalogue(harbour(in: "2026"))

            #expect(report.openedTraining == 1)
            #expect(
                try await world.published(TrainingExpressionOfInterestMade.self).map(\.finishedOn) == ["2026-12-18"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `who left before training could begin waits for nothing`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(by: Self.harbour), Fixture.left(on: "2026-09-15"),
            ])

            let report = try await world.importCatalogue(harbour(in: "2026"))

            #expect(report.openedTraining == 0)
            #expect(report.waiting.isEmpty)
            #expect(try await world.published(TrainingExpressionOfInterestMade.self).isEmpty)
            #expect(try await refused(in: world) == ["lead-provider-unknown"])
        }
    }

    @Test func `nobody is told again of who has left meanwhile, and yet the past is mended`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(by: Self.harbour), Fixture.left(on: "2026-12-18"),
            ])
            for (day, count) in [("2026-12-18", 1), ("2026-12-19", 0)] as [(CalendarDate, Int)] {
                #expect(try await TrainingStore().waiting(on: day, in: world.database) == count, "\(day)")
            }
            world.clock.set("2026-12-19T09:00:00Z")

            let inactive = try await world.importCatalogue(harbour(in: "2024"))

            #expect(inactive.waiting.isEmpty)
            #expect(try await world.published(TrainingRefused.self).map(\.code) == ["lead-provider-unknown"])
            #expect(try await world.importCatalogue(harbour(in: "2026")).openedTraining == 1)
            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.startedOn) == ["2026-09-15"])
            #expect(interest.map(\.finishedOn) == ["2026-12-18"])
        }
    }

    @Test func `training that overlapped other training begins when the other one is out of the way`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool), Fixture.registered(),
                Fixture.registered(at: Fixture.otherSchool, placement: 101, from: "2026-11-02"),
            ])
            #expect(try await world.published(TrainingRefused.self).map(\.code) == ["overlaps-other-training"])

            try await world.deliver([Fixture.left(on: "2026-11-01")])

            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.urn) == [Fixture.school, Fixture.otherSchool])
            #expect(interest.map(\.startedOn) == ["2026-09-15", "2026-11-02"])
            #expect(try await refused(in: world).isEmpty)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test(arguments: [true, false]) func `training that waits keeps its turn while its reason changes`(
        inOneBatch: Bool
    ) async throws {
        try await World.with { world in
            let (third, fourth): (URN, URN) = ("140003", "140004")
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool), Fixture.school(third), Fixture.school(fourth),
                Fixture.registered(),
                Fixture.registered(at: Fixture.otherSchool, placement: 101, from: "2026-11-02"),
                Fixture.registered(at: third, placement: 102, from: "2026-11-02"),
                Fixture.registered(at: fourth, placement: 103, from: "2026-11-02"),
            ])
            // As stored for a placement that was refused for a cause that has been removed.
            try await world.database.execute(
                """
                UPDATE refused_training SET code = 'lead-provider-unknown' WHERE placement_id = \(Fixture.uuid(101))
                """)

            // The first departure makes room for neither placement but changes the reason; the second makes room for
            // one of them.
            let departures = [
                Fixture.left("3000001", fourth, placement: 103, on: "2026-11-03"), Fixture.left(on: "2026-11-01"),
            ]
            if inOneBatch {
                try await world.deliver(departures, to: "ects")
            } else {
                try await world.deliver(departures)
            }

            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.urn) == [Fixture.school, Fixture.otherSchool])
            #expect(try await refused(in: world) == ["overlaps-other-training", "overlaps-other-training"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }
}
