import HTTPTypes
import Hummingbird
import NIOCore
import PartnershipsDomain
import Testing
import Web

@testable import PartnershipsService

struct RequestAttributesTests {
    private func attributes(_ body: String) async throws -> RequestAttributes {
        let head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/api/v3/partnerships")
        return try await RequestAttributes(
            Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            recognised: ["cohort", "school_id", "delivery_partner_id"])
    }

    @Test(
        arguments: [
            (#""2026""#, .value(2026)), ("2026", .value(2026)), (#""later""#, .unreadable), ("null", .missing),
            ("true", .missing), ("2026.5", .missing), ("[2026]", .missing), (#"{"year":2026}"#, .missing),
            (#"" ""#, .missing),
        ] as [(String, PartnershipRequest.Given<Int>)])
    func `texts and whole numbers are values, all else counts as none`(
        value: String, given: PartnershipRequest.Given<Int>
    ) async throws {
        let attributes = try await attributes(#"{"data":{"attributes":{"cohort":\#(value)}}}"#)
        #expect(attributes.given("cohort") { Int($0) } == given)
    }

    @Test(arguments: [500, 5_000, 40_000])
    func `a body of brackets takes no longer than another of its size`(depth: Int) {
        let nested = Array(repeating: #"{"a":"#, count: depth).joined() + "1" + String(repeating: "}", count: depth)
        let filler = String(repeating: "x", count: max(0, 200_000 - nested.utf8.count))
        let deep = #"{"data":{"attributes":{"cohort":\#(nested),"b":"\#(filler)"}}}"#
        let flat = #"{"data":{"attributes":{"cohort":2026,"b":"\#(String(repeating: "x", count: deep.utf8.count))"}}}"#
        // Decoding all levels took a thousand times as long.
        #expect(time(of: deep) < time(of: flat) * 20 + .milliseconds(50))
    }

    /// Returns the shortest of several runs, since other tests run in parallel.
    private func time(of body: String) -> Duration {
        let buffer = ByteBuffer(string: body)
        let times = (0..<5).map { _ in ContinuousClock().measure { _ = RequestAttributes.json(buffer) } }
        return times.min() ?? .zero
    }
}
