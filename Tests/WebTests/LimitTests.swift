import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

struct LimitTests {
    @Test func `a caller beyond the limit is told when to come back`() async throws {
        try await TestAPI().application().test(.router) { client in
            var statuses: [HTTPResponse.Status] = []
            for _ in 0..<3 {
                let response = try await client.executeRequest(
                    uri: "/limited", method: .get, headers: [.authorization: "Bearer a"], body: nil)
                statuses.append(response.status)
                if response.status == .tooManyRequests { #expect(response.headers[.retryAfter] == "300") }
            }
            #expect(statuses == [.ok, .ok, .tooManyRequests])
            let other = try await client.executeRequest(
                uri: "/limited", method: .get, headers: [.authorization: "Bearer b"], body: nil)
            #expect(other.status == .ok)
        }
    }

    @Test func `requests without a key are not limited here`() async throws {
        try await TestAPI().application().test(.router) { client in
            for _ in 0..<5 {
                try await client.execute(uri: "/limited", method: .get) { #expect($0.status == .ok) }
            }
        }
    }

    @Test(
        arguments: [(0, .ok), (1_000, .ok), (1_001, .contentTooLarge), (500_000, .contentTooLarge)]
            as [(Int, HTTPResponse.Status)])
    func `a body larger than its limit is refused`(size: Int, status: HTTPResponse.Status) async throws {
        try await TestAPI().application().test(.router) { client in
            let body = ByteBuffer(repeating: 0x20, count: size)
            try await client.execute(uri: "/body", method: .post, body: body) { response in
                #expect(response.status == status)
            }
        }
    }

    @Test func `a body that is slow to come is refused`() async throws {
        let endless = AsyncStream<ByteBuffer> { _ in }
        let request = Request(
            head: HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/"),
            body: RequestBody(asyncSequence: endless))
        let problem = await #expect(throws: Problem.self) {
            _ = try await request.wholeBody(within: .milliseconds(10), problems: .plain)
        }
        #expect(problem?.status == .requestTimeout)
    }

    @Test func `a body that announces too much is not read at all`() async throws {
        let endless = AsyncStream<ByteBuffer> { _ in }
        let request = Request(
            head: HTTPRequest(
                method: .post, scheme: nil, authority: nil, path: "/", headerFields: [.contentLength: "999999999"]),
            body: RequestBody(asyncSequence: endless))
        let problem = await #expect(throws: Problem.self) {
            _ = try await request.wholeBody(problems: .plain)
        }
        #expect(problem?.status == .contentTooLarge)
    }
}
