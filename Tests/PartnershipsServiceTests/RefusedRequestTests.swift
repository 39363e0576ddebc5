import Foundation
import HTTPTypes
import PartnershipsDomain
import Testing
import Vocabulary
import Web

@testable import PartnershipsService

@Suite("Requests that are refused")
struct RefusedRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = HTTPRequest.Method.get
        var path: String
        var body: String?
        var status: Int
        var answer: String

        var testDescription: String { "\(method.rawValue) \(path) \(body ?? "")" }
    }

    private static let badData =
        #"{"errors":[{"title":"Bad request","detail":"Correct json data structure required. See API docs for reference."}]}"#
    private static let badPage =
        #"{"errors":[{"title":"Bad request","detail":"The '#/page[page]' and '#/page[per_page]' parameter values must be a valid positive number"}]}"#
    private static let badSince =
        #"{"errors":[{"title":"Bad request","detail":"The filter '#/updated_since' must be a valid ISO 8601 date"}]}"#
    private static let badFilter =
        #"{"errors":[{"title":"Bad parameter","detail":"Filter must be a hash"}]}"#
    private static let noCohort =
        #"{"errors":[{"title":"Bad parameter","detail":"The filter '#/cohort' must be included in your request"}]}"#
    private static let notFound =
        #"{"errors":[{"title":"Resource not found","detail":"Nothing could be found for the provided details"}]}"#
    private static let noRoute = #"{"error":"Resource not found"}"#
    private static let unknown = "00000000-0000-4000-8000-999999999999"

    static let cases: [Case] = [
        Case(path: "participants?page[page]=0", status: 400, answer: badPage),
        Case(path: "participants?page[per_page]=abc", status: 400, answer: badPage),
        Case(path: "schools?filter[cohort]=2026&page=2", status: 400, answer: badPage),
        Case(path: "partnerships?filter[updated_since]=2026-09-01", status: 400, answer: badSince),
        Case(path: "participants?filter[updated_since]=yesterday", status: 400, answer: badSince),
        Case(path: "schools?filter[cohort]=2026&filter[updated_since]=2026", status: 400, answer: badSince),
        Case(path: "partnerships?page[page]=0&filter[updated_since]=x", status: 400, answer: badSince),
        Case(path: "schools?page[page]=0&filter[updated_since]=x", status: 400, answer: noCohort),
        Case(path: "delivery-partners?page[per_page]=-1", status: 400, answer: badPage),
        Case(path: "delivery-partners?filter=2026", status: 400, answer: badFilter),
        Case(path: "participants/\(unknown)?filter=x", status: 400, answer: badFilter),
        Case(method: .post, path: "partnerships?filter=x", body: "{}", status: 400, answer: badFilter),
        Case(path: "schools", status: 400, answer: noCohort),
        Case(path: "schools/\(unknown)", status: 400, answer: noCohort),
        Case(path: "schools/\(unknown)?filter[cohort]=2026", status: 404, answer: notFound),
        Case(path: "schools/\(Fixture.schoolID(Fixture.school))?filter[cohort]=", status: 404, answer: notFound),
        Case(path: "schools/\(Fixture.schoolID(Fixture.school))?filter[cohort]=2031", status: 404, answer: notFound),
        Case(path: "participants/\(unknown)", status: 404, answer: notFound),
        Case(path: "participants/ecf", status: 404, answer: notFound),
        Case(path: "partnerships/\(unknown)", status: 404, answer: notFound),
        Case(path: "delivery-partners/\(Fixture.eastvale)", status: 404, answer: notFound),
        Case(path: "statements", status: 404, answer: noRoute),
        Case(path: "participants.json", status: 404, answer: noRoute),
        Case(method: .delete, path: "partnerships/\(unknown)", status: 404, answer: noRoute),
        Case(method: .options, path: "partnerships", status: 404, answer: noRoute),
        Case(method: .post, path: "participants", body: "{}", status: 404, answer: noRoute),
        Case(method: .put, path: "partnerships/\(unknown)", body: "{", status: 404, answer: notFound),
        Case(method: .post, path: "partnerships", body: "", status: 400, answer: badData),
        Case(method: .post, path: "partnerships", body: "{", status: 400, answer: badData),
        Case(method: .post, path: "partnerships", body: "[]", status: 400, answer: badData),
        Case(method: .post, path: "partnerships", body: #"{"data":"x"}"#, status: 400, answer: badData),
        Case(method: .post, path: "partnerships", body: #"{"data":{}}"#, status: 400, answer: badData),
        Case(
            method: .post, path: "partnerships", body: #"{"data":{"attributes":["cohort"]}}"#, status: 400,
            answer: badData),
        Case(
            method: .post, path: "partnerships", body: #"{"data":{"attributes":{"colour":"blue"}}}"#, status: 400,
            answer: badData),
    ]

    @Test(arguments: cases)
    func `a request that nothing can be made of gets the answer that providers know`(each: Case) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            let token = try await world.token(of: Fixture.beacon)

            let answer = try await world.send(
                each.method, each.path, authorization: "Bearer \(token)", body: each.body)

            #expect(answer.status.code == each.status)
            #expect(answer.text == each.answer)
            #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
            #expect(answer.headers[.robotsTag] == "none")
        }
    }

    @Test(arguments: [
        nil, "", "Bearer", "Bearer ", "Bearer wrong", "Basic abc", "Bearer a b", "Token token=\"wrong\"",
    ])
    func `without a token nobody is let in, whatever else is wrong`(header: String?) async throws {
        try await World.with { world in
            for path in ["partnerships?filter=x", "schools", "participants/x"] {
                let answer = try await world.send(.get, path, authorization: header)
                #expect(answer.status == .unauthorized)
                #expect(answer.text == #"{"error":"HTTP Token: Access denied"}"#)
            }
        }
    }

    @Test(arguments: ["partnerships", "partnerships/", "schools?filter[cohort]=2026", "delivery-partners/"])
    func `HEAD and a slash at the end ask for what GET without them does`(path: String) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school()])
            _ = try await world.send(.post, "partnerships", body: Fixture.partnershipBody())
            let token = "Bearer \(try await world.token(of: Fixture.beacon))"
            let plain = try await world.get(path.hasSuffix("/") ? String(path.dropLast()) : path)

            let asked = try await world.get(path)
            let head = try await world.send(.head, path, authorization: token)

            #expect(asked.text == plain.text)
            #expect(head.status == .ok)
            #expect(head.text.isEmpty)
            #expect(head.headers[.contentLength] == "\(plain.text.utf8.count)")
            #expect(head.headers[.contentType] == plain.headers[.contentType])
            #expect(try await world.send(.head, path, authorization: nil).status == .unauthorized)
        }
    }

    @Test(arguments: ["Bearer X", "bearer X", "Token X", #"Token token="X""#])
    func `a token is read in every form that was ever read`(form: String) async throws {
        try await World.with { world in
            let token = try await world.token(of: Fixture.beacon)

            let answer = try await world.send(
                .get, "partnerships", authorization: form.replacing("X", with: token))

            #expect(answer.status == .ok)
        }
    }

    @Test func `a revoked token opens nothing from then on`() async throws {
        try await World.with { world in
            let clock = world.clock
            let desk = TokenDesk(database: world.database, now: { clock.now })
            let made = try await desk.create(leadProvider: "beacon", description: "for a test")
            #expect(try await world.send(.get, "partnerships", authorization: "Bearer \(made.token)").status == .ok)

            try await desk.revoke(made.id)

            let answer = try await world.send(.get, "partnerships", authorization: "Bearer \(made.token)")
            #expect(answer.status == .unauthorized)
            await #expect(throws: TokenDesk.Unknown.self) { try await desk.revoke(made.id) }
            let lines = try await desk.list()
            #expect(lines.count == 2)
            #expect(!lines.joined().contains(made.token))
        }
    }

    @Test func `a token has so many requests in five minutes, and no other token pays for them`() async throws {
        try await World.with(at: "2026-09-15T09:02:00Z", limits: RequestLimits(ofToken: 3)) { world in
            for _ in 0..<3 { #expect(try await world.get("partnerships").status == .ok) }

            let refused = try await world.get("partnerships")

            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "180")
            #expect(try await world.get("partnerships", as: Fixture.lantern).status == .ok)
            world.clock.advance(seconds: 180)
            #expect(try await world.get("partnerships").status == .ok)
        }
    }

    @Test func `an address has so many requests in five minutes, with whatever tokens and paths`() async throws {
        try await World.with(limits: RequestLimits(ofAddress: 2)) { world in
            let statuses = try await world.statusesOfStranger(asking: ["partnerships", "nowhere", "nowhere"])

            #expect(statuses == [.unauthorized, .notFound, .tooManyRequests])
        }
    }

    @Test(arguments: [
        ("{}", ["cohort", "school_id", "delivery_partner_id"]),
        (#"{"cohort":"2026","school_id":"x","delivery_partner_id":[1]}"#, ["school_id", "delivery_partner_id"]),
        (
            #"{"cohort":"1999","school_id":"SCHOOL","delivery_partner_id":"PARTNER"}"#,
            ["cohort", "delivery_partner_id"]
        ),
        (#"{"cohort":2027,"school_id":"SCHOOL","delivery_partner_id":"PARTNER"}"#, ["cohort", "delivery_partner_id"]),
        (#"{"cohort":2025,"school_id":"SCHOOL","delivery_partner_id":"PARTNER"}"#, ["cohort"]),
        (#"{"cohort":2026,"school_id":"SCHOOL","delivery_partner_id":"EAST"}"#, ["delivery_partner_id"]),
        (#"{"cohort":2026,"school_id":"INELIGIBLE","delivery_partner_id":"PARTNER"}"#, ["school_id"]),
        (#"{"cohort":"x","school_id":"SCHOOL"}"#, ["cohort", "delivery_partner_id"]),
        (
            #"{"cohort":"2026\u0000","school_id":"\u0000","delivery_partner_id":"\u0000"}"#,
            ["cohort", "school_id", "delivery_partner_id"]
        ),
        (
            #"{"cohort":9223372036854775807,"school_id":"SCHOOL","delivery_partner_id":"PARTNER"}"#,
            ["cohort", "delivery_partner_id"]
        ),
    ])
    func `a partnership that cannot be is refused with every reason`(
        attributes: String, titles: [String]
    ) async throws {
        try await World.with { world in
            try await world.deliver([Fixture.school(), Fixture.school(Fixture.otherSchool, isEligible: false)])
            let filled =
                attributes
                .replacing("SCHOOL", with: Fixture.schoolID(Fixture.school).description)
                .replacing("INELIGIBLE", with: Fixture.schoolID(Fixture.otherSchool).description)
                .replacing("PARTNER", with: Fixture.northvale.description)
                .replacing("EAST", with: Fixture.eastvale.description)
            // The body must have at least one attribute to be valid.
            let body = filled == "{}" ? #"{"cohort":null}"# : filled

            let answer = try await world.send(
                .post, "partnerships", body: #"{"data":{"attributes":\#(body)}}"#)

            #expect(answer.status == .unprocessableContent)
            #expect(answer.titles.sorted() == titles.sorted())
            #expect(try await world.get("partnerships").ids.isEmpty)
        }
    }
}
