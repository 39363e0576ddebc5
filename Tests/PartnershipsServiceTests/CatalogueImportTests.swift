import Events
import Foundation
import HTTPTypes
import PartnershipsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Importing the catalogue")
struct CatalogueImportTests {
    @Test func `the same again changes and publishes nothing`() async throws {
        try await World.with { world in
            let before = try await world.delivery.appendedTypes()
            // Contract periods, lead providers, delivery partners, pairings, schedules.
            #expect(before.count == [4, 2, 3, 3, 4].reduce(0, +))

            let report = try await world.importCatalogue(Fixture.catalogue)

            #expect(report.changed == 0)
            #expect(report.skipped.isEmpty)
            #expect(
                report.missing == [
                    "contract period 2027 has no ecf-standard-september, ecf-standard-january, ecf-standard-april"
                ])
            #expect(try await world.delivery.appendedTypes() == before)
        }
    }

    @Test func `only what changed is published, and documents follow`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let before = try await world.delivery.appendedTypes().count
            world.clock.advance()

            let report = try await world.importCatalogue([
                "partners.csv": "id,name\n\(Fixture.northvale),Northvale Alliance\n",
                "pairs.csv": "lead_provider,delivery_partner,contract_periods\nBeacon,Eastvale Hub,2026\n",
            ])

            #expect(report.changed == 2)
            // The partner, the pairing, and the partnerships of the one school that shows the name.
            #expect(try await world.delivery.appendedTypes().count == before + 3)
            #expect(
                try await world.published(DeliveryPartnerUpdated.self).last
                    == DeliveryPartnerUpdated(id: Fixture.northvale, name: "Northvale Alliance"))
            let partnership = try await world.get("partnerships?filter[updated_since]=2026-09-15T09:00:01Z")
            #expect(partnership.attribute("delivery_partner_name") == ["Northvale Alliance"])
            #expect(
                try await world.get("delivery-partners").attribute("name").sorted()
                    == ["Eastvale Hub", "Northvale Alliance", "Southvale Hub"])
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a delivery partner's new name reaches whoever is trained with it`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(),
                Fixture.registered("3000002", placement: 102, by: Fixture.lantern),
            ])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let first = try await world.published(TrainingConfirmed.self)

            try await world.importCatalogue([
                "partners.csv": """
                id,name
                \(Fixture.northvale),Northvale Alliance
                \(Fixture.southvale),Southvale Alliance

                """
            ])

            let anew = try await world.published(TrainingConfirmed.self).dropFirst(first.count)
            #expect(first.map(\.deliveryPartnerName) == ["Northvale Hub"])
            #expect(anew.map(\.deliveryPartnerName) == ["Northvale Alliance"])
            #expect(anew.map(\.trainingPeriodID) == first.map(\.trainingPeriodID))
            #expect(anew.map(\.leadProviderName) == ["Beacon"])
            let partnerships = try await world.published(SchoolPartnershipsUpdated.self).map(\.partnerships)
            #expect(partnerships.map { $0.map(\.deliveryPartnerName) } == [["Northvale Hub"], ["Northvale Alliance"]])
        }
    }

    @Test func `a lead provider's new name reaches whoever awaits it or is trained by it`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school(Fixture.otherSchool), Fixture.registered(),
                Fixture.registered("3000002", at: Fixture.otherSchool, placement: 102),
                Fixture.registered("3000003", placement: 103, by: Fixture.lantern),
                Fixture.registered("3000004", placement: 104, by: nil),
                Fixture.left("3000002", Fixture.otherSchool, placement: 102, on: "2026-12-18"),
            ])
            for provider in [Fixture.lantern, Fixture.beacon] {
                _ = try await world.send(.post, "partnerships", as: provider, body: Fixture.partnershipBody())
            }
            let before = try await world.delivery.appendedTypes().count

            let report = try await world.importCatalogue([
                "providers.csv": "id,name,contract_periods\n\(Fixture.beacon),Beacon Trust,2026\n"
            ])

            #expect(report.changed == 1)
            #expect(try await world.published(LeadProviderUpdated.self).last?.name == "Beacon Trust")
            let interest = try #require(try await world.published(TrainingExpressionOfInterestMade.self).last)
            #expect(interest.leadProviderName == "Beacon Trust")
            #expect(interest.trn == "3000002")
            #expect(interest.finishedOn == "2026-12-18")
            let confirmed = try #require(try await world.published(TrainingConfirmed.self).last)
            #expect(confirmed.leadProviderName == "Beacon Trust")
            #expect(confirmed.trn == "3000001")
            #expect(confirmed.deliveryPartnerName == "Northvale Hub")
            let partnerships = try #require(try await world.published(SchoolPartnershipsUpdated.self).last)
            #expect(Set(partnerships.partnerships.map(\.leadProviderName)) == ["Beacon Trust", "Lantern"])
            #expect(try await world.delivery.appendedTypes().count == before + 4)
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `a new name waits for whoever is about to show the old one, and reaches them`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])

            _ = try await world.importCatalogue(
                ["providers.csv": "id,name,contract_periods\n\(Fixture.beacon),Beacon Trust,2026\n"],
                meeting: Fixture.registered())

            let interest = try await world.published(TrainingExpressionOfInterestMade.self)
            #expect(interest.map(\.leadProviderName) == ["Beacon", "Beacon Trust"])
            #expect(Set(interest.map(\.trainingPeriodID)).count == 1)
        }
    }

    private func twelveSchoolsWithATeacher(in world: World) async throws -> [URN] {
        let urns = try (0..<12).map { try #require(URN(exactly: "1500\(10 + $0)")) }
        try await world.deliver(urns.map { Fixture.school($0) }, to: "schools")
        let registrations = try urns.enumerated().map { number, urn in
            let trn = try #require(TRN(exactly: "30000\(10 + number)"))
            return Fixture.registered(trn, at: urn, placement: 500 + number)
        }
        try await world.deliver(registrations, to: "ects")
        return urns
    }

    /// Creates a partnership at each school, and returns them with the partner to correct them to: from the partner
    /// that gets a new name to the other, and vice versa.
    private func partnershipsToCorrect(
        at urns: [URN], in world: World
    ) async throws -> [(id: String, to: DeliveryPartnerID)] {
        var corrections: [(id: String, to: DeliveryPartnerID)] = []
        for (number, urn) in urns.enumerated() {
            let (from, to) =
                number.isMultiple(of: 2)
                ? (Fixture.northvale, Fixture.southvale) : (Fixture.southvale, Fixture.northvale)
            let made = try await world.send(
                .post, "partnerships",
                body: Fixture.partnershipBody(
                    school: Fixture.schoolID(urn).description, deliveryPartner: from.description))
            corrections.append((try #require(made.ids.first), to))
        }
        return corrections
    }

    /// Returns the latest published partnerships of each school and the latest published training of each teacher.
    private func lastTold(
        in world: World
    ) async throws -> (schools: [URN: [SchoolPartnership]], teachers: [TRN: TrainingConfirmed]) {
        let schools = try await world.published(SchoolPartnershipsUpdated.self).map { ($0.urn, $0.partnerships) }
        let teachers = try await world.published(TrainingConfirmed.self).map { ($0.trn, $0) }
        return (
            Dictionary(schools, uniquingKeysWith: { $1 }), Dictionary(teachers, uniquingKeysWith: { $1 })
        )
    }

    @Test func `a name and a partnership that meet end with the new name`() async throws {
        try await World.with { world in
            let urns = try await twelveSchoolsWithATeacher(in: world)
            // Tokens are created by name, and the name is about to change.
            _ = try await world.token(of: Fixture.beacon)

            try await withThrowingTaskGroup { group in
                for urn in urns {
                    group.addTask {
                        let answer = try await world.send(
                            .post, "partnerships",
                            body: Fixture.partnershipBody(school: Fixture.schoolID(urn).description))
                        #expect(answer.status == .ok)
                    }
                }
                group.addTask {
                    try await world.importCatalogue([
                        "partners.csv": "id,name\n\(Fixture.northvale),Northvale Alliance\n",
                        "providers.csv": "id,name,contract_periods\n\(Fixture.beacon),Beacon Trust,2026\n",
                    ])
                }
                try await group.waitForAll()
            }

            #expect(try await world.documentsDiffer() == 0)
            let (last, confirmed) = try await lastTold(in: world)
            #expect(last.count == urns.count)
            #expect(confirmed.count == urns.count)
            let shown = last.values.joined().map { [$0.leadProviderName, $0.deliveryPartnerName] }
            let told = confirmed.values.map { [$0.leadProviderName, $0.deliveryPartnerName] }
            #expect(Set(shown + told) == [["Beacon Trust", "Northvale Alliance"]])
        }
    }

    @Test func `names and corrections that meet end with the partner that was chosen, under its new name`() async throws
    {
        try await World.with { world in
            let urns = try await twelveSchoolsWithATeacher(in: world)
            let corrections = try await partnershipsToCorrect(at: urns, in: world)

            try await withThrowingTaskGroup { group in
                for (id, to) in corrections {
                    group.addTask {
                        let answer = try await world.send(
                            .put, "partnerships/\(id)",
                            body: #"{"data":{"attributes":{"delivery_partner_id":"\#(to)"}}}"#)
                        #expect(answer.status == .ok)
                    }
                }
                group.addTask {
                    try await world.importCatalogue([
                        "partners.csv": "id,name\n\(Fixture.northvale),Northvale Alliance\n"
                    ])
                }
                try await group.waitForAll()
            }

            #expect(try await world.documentsDiffer() == 0)
            let names = [Fixture.northvale: "Northvale Alliance", Fixture.southvale: "Southvale Hub"]
            let chosen = Dictionary(uniqueKeysWithValues: corrections.map { ($0.id, $0.to) })
            let (shown, told) = try await lastTold(in: world)
            #expect(shown.count == urns.count)
            #expect(told.count == urns.count)
            for partnership in shown.values.joined() {
                #expect(partnership.deliveryPartnerID == chosen[partnership.id.description])
                #expect(partnership.deliveryPartnerName == names[partnership.deliveryPartnerID])
            }
            for training in told.values {
                #expect(training.deliveryPartnerID == chosen[training.partnershipID.description])
                #expect(training.deliveryPartnerName == names[training.deliveryPartnerID])
            }
        }
    }

    @Test func `rows that cannot be used are reported with their line, and the others count`() async throws {
        try await World.with { world in
            let report = try await world.importCatalogue([
                "years.csv": "year,started_on,finished_on,enabled\n2028,2028-06-01,2029-05-31,true\n2029,x,y,true\n"
                    + "2030,2030-06-01,2030-05-31,true\n2031,2031-06-01,2032-05-31,maybe\n1999,1999-06-01,2000-05-31,true\n",
                "pairs.csv": "lead_provider,delivery_partner,contract_periods\nNobody,Eastvale Hub,2026\n"
                    + "Beacon,Nobody,2026\nLantern,Northvale Hub,2024 2026\nBeacon,Eastvale Hub,2026 x\n",
                "schedules.csv":
                    "contract_period,identifier,name,declaration_type,started_on,finished_on\n"
                    + "2026,ecf-odd-september,Odd,started,2026-06-01,\n2026,ecf-reduced-april,Reduced,begun,2026-06-01,\n"
                    + "2099,ecf-reduced-april,Reduced,started,2026-06-01,\n",
                "providers.csv":
                    "id,name,contract_periods\n\(Fixture.uuid(77).lowercase),Beacon,2026\nnot-an-id,New,2026\n",
                "colours.csv": "name,colour\nA,blue\n",
            ])

            #expect(report.changed == 1)
            #expect(
                report.skipped.sorted() == [
                    "colours.csv: no part of a catalogue, by its columns",
                    "pairs.csv line 2: the lead provider is not known",
                    "pairs.csv line 3: the delivery partner is not known",
                    "pairs.csv line 4: the lead provider is not active in 2024",
                    "pairs.csv line 5: contract_periods must be years from 2020, separated by blanks",
                    "providers.csv line 2: the lead provider is known under another id",
                    "providers.csv line 3: id must be a UUID, or empty",
                    "schedules.csv line 2: identifier is none of the schedules, such as ecf-standard-september",
                    "schedules.csv line 3: declaration_type is none of the declaration types, such as started or retained-1",
                    "schedules.csv line 4: there is no contract period 2099",
                    "years.csv line 3: started_on must be a date such as 2026-09-01",
                    "years.csv line 4: finished_on must be after started_on",
                    "years.csv line 5: enabled must be true or false",
                    "years.csv line 6: year must be a year from 2020",
                ])
        }
    }

    @Test func `published lists are taken as they are, with ids that follow from names`() async throws {
        try await World.with { world in
            let providers = "name,contract_periods,vat_registered\r\nHarbour,2024 2026,true\r\n"
            let schedules = """
                type,schedule-identifier,schedule-name,schedule-cohort-year,milestone-name,milestone-declaration-type,\
                milestone-start-date,milestone-date,milestone-payment-date
                ecf_extended,ecf-extended-september,ECF Extended September,2024,Output 1 - Start,started,2024-09-01,,2024-09-01
                """

            let report = try await world.importCatalogue(["providers.csv": providers, "schedules.csv": schedules])

            #expect(report.changed == 2)
            #expect(report.skipped.isEmpty)
            let published = try await world.published(LeadProviderUpdated.self).last
            #expect(published?.id.rawValue == UUID.named("harbour", kind: "lead-provider"))
            #expect(published?.activeIn.map(\.rawValue) == [2024, 2026])
            #expect(try await world.published(ScheduleUpdated.self).last?.milestones.first?.finishedOn == nil)
        }
    }

    @Test func `the demo's catalogue is taken whole`() async throws {
        try await World.with { world in
            let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
                .appending(path: "../../deploy/demo-data/catalogue").standardized.path

            let report = try await world.importCatalogue(at: folder)

            #expect(report.skipped.isEmpty)
            #expect(report.changed > 0)
        }
    }

    @Test func `a file that is none of these is refused before anything changes`() async throws {
        try await World.with { world in
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).csv")
            try Data("name,colour\nA,blue\n".utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }

            for path in [file.path, "/nowhere/at-all.csv"] {
                let error = await #expect(throws: UnusableCatalogue.self) { try await world.importCatalogue(at: path) }
                #expect(error?.description.contains(path) == true)
            }
        }
    }

    @Test func `teachers whom the catalogue kept out of training are let in once it is mended`() async throws {
        try await World.with(at: "2027-06-15T09:00:00Z") { world in
            try await world.deliver([
                Fixture.school(), Fixture.registered(from: "2027-09-01", registeredAt: "2027-06-15T09:00:00Z"),
            ])
            let refused = try await world.published(TrainingRefused.self)
            #expect(refused.map(\.code) == ["no-schedule"])
            #expect(try await world.delivery.parked().isEmpty)

            let report = try await world.importCatalogue([
                "schedules.csv": """
                contract_period,identifier,name,declaration_type,started_on,finished_on
                2027,ecf-standard-september,Standard September,started,2027-06-01,
                """
            ])

            #expect(report.openedTraining == 1)
            #expect(
                try await world.published(TrainingExpressionOfInterestMade.self).map(\.startedOn) == ["2027-09-01"])
            #expect(try await world.documentsDiffer() == 0)
            let left = try await world.database.query("SELECT count(*) FROM refused_training", as: Int.self)
            #expect(left == [0])
        }
    }
}
