import Foundation
import HTTPTypes
import PartnershipsDomain
import Testing
import Vocabulary

@testable import PartnershipsService

@Suite("Lists, their pages and their filters")
struct ListTests {
    /// Runs `body` with ten schools with a partnership each, created one second apart, in an order that differs from
    /// their ids.
    private func withTen(_ body: (World, [String]) async throws -> Void) async throws {
        try await World.with { world in
            var ids: [String] = []
            for number in [3, 1, 4, 9, 5, 2, 6, 8, 7, 0] {
                let urn = try #require(URN(exactly: "14001\(number)"))
                try await world.deliver([Fixture.school(urn, name: "School \(number)")])
                let partner = number % 2 == 0 ? Fixture.northvale : Fixture.southvale
                let created = try await world.send(
                    .post, "partnerships",
                    body: Fixture.partnershipBody(
                        school: Fixture.schoolID(urn).description, deliveryPartner: partner.description))
                ids += created.ids
                world.clock.advance()
            }
            #expect(ids.count == 10)
            try await body(world, ids)
        }
    }

    @Test func `pages follow each other and end in an empty one`() async throws {
        try await withTen { world, ids in
            let pages = [
                ("page[page]=1&page[per_page]=4", ids[0..<4]), ("page[page]=2&page[per_page]=4", ids[4..<8]),
                ("page[page]=3&page[per_page]=4", ids[8..<10]), ("page[page]=4&page[per_page]=4", ids[0..<0]),
                ("page[page]=2x&page[per_page]=5x", ids[5..<10]), ("page[per_page]=9999999", ids[0..<10]),
                ("page[page]=9223372036854775807", ids[0..<0]), ("", ids[0..<10]),
            ]
            for (query, expected) in pages {
                let answer = try await world.get("partnerships?\(query)")
                #expect(answer.ids == Array(expected), "\(query)")
            }
            #expect(try await world.get("partnerships?page[page]=99").text == #"{"data":[]}"#)
        }
    }

    @Test func `lists are sorted as asked, and otherwise by creation`() async throws {
        try await withTen { world, ids in
            for query in ["", "sort=created_at", "sort=updated_at", "sort=colour", "sort=id", "sort=%2Bcreated_at"] {
                let found = try await world.get("partnerships?\(query)").ids
                #expect(found == ids, "\(query)")
            }
            for query in ["sort=-created_at", "sort=-updated_at", "sort=colour,-created_at"] {
                let found = try await world.get("partnerships?\(query)").ids
                #expect(found == Array(ids.reversed()), "\(query)")
            }
        }
    }

    @Test func `what was changed last is last by its update, and keeps its place by creation`() async throws {
        try await withTen { world, ids in
            let first = try #require(ids.first)
            let other = try await world.get("partnerships/\(first)").text.contains("\(Fixture.northvale)")
            let answer = try await world.send(
                .put, "partnerships/\(first)",
                body: Fixture.partnershipBody(
                    deliveryPartner: (other ? Fixture.southvale : Fixture.northvale).description))
            #expect(answer.status == .ok)

            let moved = Array(ids.dropFirst()) + [first]
            #expect(try await world.get("partnerships?sort=created_at").ids == ids)
            #expect(try await world.get("partnerships?sort=updated_at").ids == moved)
            #expect(try await world.get("partnerships?sort=-updated_at").ids == moved.reversed())
            #expect(try await world.get("partnerships?sort=-updated_at,created_at").ids == moved.reversed())
        }
    }

    @Test func `filters leave what they say`() async throws {
        try await withTen { world, ids in
            let filters: [(String, Int)] = [
                ("filter[cohort]=2026", 10), ("filter[cohort]=2025", 0), ("filter[cohort]=2025,2026", 10),
                ("filter[cohort][]=2025&filter[cohort][]=2026", 10), ("filter[cohort]=x", 0),
                ("filter[cohort]=x,2026", 10),
                ("filter[cohort]=", 10), ("filter[cohort]=%20", 10), ("filter[colour]=blue", 10),
                ("filter[delivery_partner_id]=\(Fixture.northvale)", 5),
                ("filter[delivery_partner_id]=\(Fixture.northvale),\(Fixture.southvale)", 10),
                ("filter[delivery_partner_id]=nobody", 0), ("filter[delivery_partner_id]=", 10),
                ("filter[updated_since]=2026-09-15T09:00:05Z", 5), ("filter[updated_since]=2026-09-15T09:00:05", 5),
                ("filter[updated_since]=2026-09-15T10:00:05%2B01:00", 5),
                ("filter[updated_since]=2026-09-15T10%253A00%253A05%252B01%253A00", 5),
                ("filter[updated_since]=", 10),
                ("filter[updated_since]=2026-09-15T09:00:05Z&filter[cohort]=2026&page[per_page]=3", 3),
            ]
            for (query, count) in filters {
                let found = try await world.get("partnerships?\(query)").ids.count
                #expect(found == count, "\(query)")
            }
            let id = try #require(ids.first)
            #expect(try await world.get("partnerships/\(id)?filter[cohort]=1999").status == .ok)
        }
    }

    @Test func `schools are listed where they are eligible or partnered`() async throws {
        try await World.with { world in
            try await world.deliver([
                Fixture.school(), Fixture.school("140002", name: "Second", createdAt: "2024-11-02T10:00:00Z"),
                Fixture.school("140003", name: "Third", isEligible: false),
            ])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            try await world.deliver([Fixture.school(isEligible: false)])

            let queries: [(String, [String])] = [
                ("filter[cohort]=2026", ["140001", "140002"]), ("filter[cohort]=2025", ["140002"]),
                ("filter[cohort]=2026x", ["140001", "140002"]), ("filter[cohort]=2026,2025", ["140001", "140002"]),
                ("filter[cohort]=2031", []), ("filter[cohort]=", []), ("filter[cohort]=x", []),
                ("filter[cohort]=2026&filter[urn]=140002", ["140002"]),
                ("filter[cohort]=2026&filter[urn]=140003", []),
                ("filter[cohort]=2026&filter[urn]=140002,140001", ["140002"]),
                ("filter[cohort]=2026&filter[urn]=", ["140001", "140002"]),
                ("filter[cohort]=2026&sort=-created_at", ["140002", "140001"]),
                ("filter[cohort]=2026&page[per_page]=1&page[page]=2", ["140002"]),
            ]
            for (query, urns) in queries {
                let found = try await world.get("schools?\(query)").attribute("urn")
                #expect(found == urns, "\(query)")
            }
            let shown = try await world.get(
                "schools/\(Fixture.schoolID("140002"))?filter[cohort]=2024")
            #expect(
                shown.text
                    == #"{"data":{"id":"\#(Fixture.schoolID("140002"))","type":"school","attributes":{"name":"Second","urn":"140002","cohort":"2024","in_partnership":false,"induction_programme_choice":"not_yet_known","expression_of_interest":false,"induction_tutor_name":null,"induction_tutor_email":null,"created_at":"2024-11-02T10:00:00Z","updated_at":"2026-09-15T09:00:00Z"}}}"#
            )
        }
    }

    @Test func `a school that the department made an exception for is listed, open or not`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(isOpen: false, isEligible: true)])

            #expect(try await world.get("schools?filter[cohort]=2026").attribute("urn") == ["140001"])
            let created = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            #expect(created.status == .ok)
        }
    }

    @Test func `a school that comes to be listed is news, and one that stays listed is not`() async throws {
        try await World.with { world in
            let others = Fixture.school("140002", name: "Second", isEligible: false)
            try await world.deliver([Fixture.school(), others])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            world.clock.advance(seconds: 60)

            try await world.deliver([
                Fixture.school(isEligible: false), Fixture.school("140002", name: "Second", isEligible: true),
            ])

            let since = "filter[updated_since]=2026-09-15T09:01:00Z"
            for (year, urns) in [("2026", ["140002"]), ("2027", ["140002"])] {
                let found = try await world.get("schools?filter[cohort]=\(year)&\(since)").attribute("urn")
                #expect(found == urns, "\(year)")
            }
            #expect(try await world.documentsDiffer() == 0)
        }
    }

    @Test func `participants are found by cohort and by training status`() async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())

            let queries: [(String, Int)] = [
                ("filter[cohort]=2026", 1), ("filter[cohort]=2025", 0), ("filter[training_status]=active", 1),
                ("filter[training_status]=withdrawn", 0), ("filter[training_status]=nonsense", 0),
                ("filter[training_status]=%00", 0), ("filter[training_status]=active,withdrawn", 0),
                ("filter[training_status]=", 1), ("filter[from_participant_id]=\(Fixture.uuid(1).lowercase)", 0),
                ("filter[from_participant_id]=", 1), ("filter[updated_since]=2026-09-15T09:00:01Z", 0),
            ]
            for (query, count) in queries {
                let found = try await world.get("participants?\(query)").ids.count
                #expect(found == count, "\(query)")
            }
        }
    }

    @Test(arguments: ["partnerships", "participants", "delivery-partners", "schools?filter[cohort]=2026"])
    func `who has an answer already is told that it still holds`(path: String) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let token = "Bearer \(try await world.token(of: Fixture.beacon))"
            let (plain, query) = (path.prefix { $0 != "?" }, path.drop { $0 != "?" })
            let id = try #require(try await world.get(path).ids.first)
            for path in [path, "\(plain)/\(id)\(query)"] {
                let whole = try await world.get(path)
                let tag = try #require(whole.headers[.eTag])
                let strong = String(tag.dropFirst(2))

                for known in [tag, strong, "\"other\", \(tag)", "*"] {
                    for method in [HTTPRequest.Method.get, .head] {
                        let answer = try await world.send(method, path, authorization: token, unless: known)
                        #expect(answer.status == .notModified, "\(known)")
                        #expect(answer.text.isEmpty)
                        #expect(answer.headers[.eTag] == tag)
                    }
                }
                for other in ["\"other\"", "W/\"\"", "", String(strong.dropFirst()), ",,"] {
                    let answer = try await world.send(.get, path, authorization: token, unless: other)
                    #expect(answer.status == .ok, "\(other)")
                    #expect(answer.text == whole.text)
                }
                #expect(try await world.send(.get, path, authorization: nil, unless: tag).status == .unauthorized)
            }
            let before = try #require(try await world.get(path).headers[.eTag])
            world.clock.advance(seconds: 60)
            try await world.importCatalogue(["p.csv": "id,name\n\(Fixture.northvale),Northvale Alliance\n"])
            try await world.deliver([Fixture.school(name: "Northvale Academy"), Fixture.teacher(first: "Alex")])
            #expect(try await world.send(.get, path, authorization: token, unless: before).status == .ok)
        }
    }

    @Test(arguments: [
        "filter[updated_since]=0001-01-01T00:00:00Z", "filter[updated_since]=9999-12-31T23:59:60-14:00",
        "filter[updated_since]=0000-01-01T00:00:00Z", "filter[updated_since][]=x", "filter[updated_since][a]=x",
        "filter[cohort]=99999999999999999999", "filter[cohort]=9223372036854775807", "filter[cohort]=%00",
        "filter[cohort][a]=2026", "filter[urn]=%00", "filter[urn]=99999999999999999999", "filter[urn][]=140001",
        "filter[delivery_partner_id]=%00", "filter[training_status]=%FF", "filter[from_participant_id]=%00",
        "sort=%00", "sort[]=created_at", "sort=-", "sort=,,,", "page[page]=9223372036854775807&page[per_page]=3000",
        "page[per_page]=9223372036854775808", "page[page][a]=1", "filter[%00]=1", "%00=%00", "filter[]=1", "filter",
        "&&&=",
    ])
    func `nothing that a query holds is more than a mistake`(query: String) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.registered()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            for list in ["schools?filter[cohort]=2026", "partnerships?", "participants?", "delivery-partners?"] {
                let answer = try await world.get("\(list)&\(query)")
                #expect([200, 400].contains(answer.status.code), "\(list)")
            }
            for one in ["%00", "%FF", "..", "%2F", "\(Fixture.northvale)%00"] {
                #expect(try await world.get("delivery-partners/\(one)?\(query)").status.code < 500, "\(one)")
            }
        }
    }

    @Test func `delivery partners are those of the one who asks, with its years`() async throws {
        try await World.with { world in
            let all = try await world.get("delivery-partners?filter[cohort]=2026")
            #expect(all.attribute("name") == ["Northvale Hub", "Southvale Hub"])
            #expect(try await world.get("delivery-partners?filter[cohort]=2024").ids == [Fixture.northvale.description])
            for ignored in ["updated_since]=nonsense", "delivery_partner_id]=x", "training_status]=x"] {
                #expect(try await world.get("delivery-partners?filter[\(ignored)").ids == all.ids, "\(ignored)")
            }
            let shown = try await world.get("delivery-partners/\(Fixture.northvale)")
            #expect(
                shown.text
                    == #"{"data":{"id":"\#(Fixture.northvale)","type":"delivery-partner","attributes":{"name":"Northvale Hub","created_at":"2026-09-15T09:00:00Z","updated_at":"2026-09-15T09:00:00Z","cohort":["2024","2025","2026"]}}}"#
            )
            let others = try await world.get("delivery-partners", as: Fixture.lantern)
            #expect(others.ids == [Fixture.northvale.description])
            #expect(others.text.contains(#""cohort":["2026"]"#))
        }
    }
}
