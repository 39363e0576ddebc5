import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Metrics
import NIOCore
import Observability
import TestSupport
import Testing

@testable import Web

struct EdgeTests {
    private static let securityHeaders = [
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
        "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store", "x-robots-tag": "none",
    ]

    @Test(
        arguments: [
            ("/ok/1", .ok), ("/nowhere", .notFound), ("/crash", .internalServerError), ("/refused", .badRequest),
            ("/framework", .forbidden), ("/" + String(repeating: "x", count: 12_288), .uriTooLong),
        ] as [(String, HTTPResponse.Status)])
    func `every response carries the security headers`(path: String, status: HTTPResponse.Status) async throws {
        try await TestAPI().application().test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == status)
                for (name, value) in Self.securityHeaders {
                    let field = try #require(HTTPField.Name(name))
                    #expect(response.headers[field] == value, "\(name)")
                }
                #expect(response.headers[.contentType] == "application/json; charset=utf-8")
                #expect(response.headers[.requestID] != nil)
            }
        }
    }

    @Test(arguments: [
        ("/nowhere", #"{"error":"Resource not found"}"#), ("/crash", #"{"error":"Internal server error"}"#),
        ("/framework", #"{"error":"Forbidden"}"#),
        ("/refused", #"{"errors":[{"title":"Bad request","detail":"No."}]}"#),
    ])
    func `errors have the form of the API and say nothing of the inside`(path: String, body: String) async throws {
        try await TestAPI().application().test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                #expect(String(buffer: response.body) == body)
            }
        }
    }

    @Test(arguments: ["/ok/1", "/nowhere", "/crash", "/refused"])
    func `HEAD is answered as GET is, without the body`(path: String) async throws {
        try await TestAPI().application().test(.live) { client in
            let whole = try await client.execute(uri: path, method: .get)
            // Twice over one connection: a body would be mistaken for the second response.
            for _ in 0..<2 {
                let head = try await client.execute(uri: path, method: .head)
                #expect(head.status == whole.status)
                #expect(head.body.readableBytes == 0)
                #expect(head.headers[.contentLength] == "\(whole.body.readableBytes)")
            }
        }
    }

    @Test(
        arguments: [
            [("cookie", 40_000)], (0..<20).map { ("field-\($0)", 1_024) }, (0..<65).map { ("field-\($0)", 1) },
        ] as [[(name: String, length: Int)]])
    func `a head that is too large is refused, with the security headers`(
        fields: [(name: String, length: Int)]
    ) async throws {
        try await TestAPI().application().test(.live) { client in
            var headers = HTTPFields()
            for field in fields {
                let name = try #require(HTTPField.Name(field.name))
                headers.append(HTTPField(name: name, value: String(repeating: "x", count: field.length)))
            }
            try await client.execute(uri: "/ok/1", method: .get, headers: headers) { response in
                #expect(response.status.kind == .clientError)
                #expect(response.headers[.strictTransportSecurity] != nil)
                #expect(response.headers[.contentSecurityPolicy] != nil)
            }
        }
    }

    @Test(arguments: [
        ("0192b3c4-1234-7567-89ab-1234567890ab", true), ("0123456789abcdef", true), ("short", false),
        ("ada.lovelace@school.example", false), ("1234567", false), (String(repeating: "a", count: 65), false),
    ])
    func `a caller's request id is kept where it can be nothing but an id`(id: String, isKept: Bool) async throws {
        try await TestAPI().application().test(.router) { client in
            try await client.execute(uri: "/ok/1", method: .get, headers: [.requestID: id]) { response in
                #expect((response.headers[.requestID] == id) == isKept)
            }
        }
    }

    @Test func `requests are counted by route template and never by path`() async throws {
        let registry = PrometheusRegistry()
        try await withMetricsFactory(registry) {
            try await TestAPI().application().test(.router) { client in
                for path in ["/ok/1", "/ok/2", "/nowhere/7000001", "/crash"] {
                    try await client.execute(uri: path, method: .get)
                }
            }
        }
        let text = registry.text()
        let count = "http_server_request_duration_seconds_count"
        #expect(
            text.contains("\(count){error_type=\"\",http_route=\"/ok/{id}\",method=\"GET\",status_code=\"200\"} 2\n"))
        #expect(text.contains("\(count){error_type=\"\",http_route=\"none\",method=\"GET\",status_code=\"404\"} 1\n"))
        #expect(
            text.contains("\(count){error_type=\"Crash\",http_route=\"/crash\",method=\"GET\",status_code=\"500\"} 1\n")
        )
        #expect(text.contains("http_server_active_requests 0\n"))
        #expect(!text.contains("7000001"))
    }

    @Test func `a request is logged by its route, its outcome and its id, and by nothing that it says`() async throws {
        let lines = NotedLines()
        var api = TestAPI()
        api.logger = lines.logger
        try await api.application().test(.router) { client in
            let answer = try await client.execute(uri: "/ok/7000001?x=canary", method: .get)
            let line = try #require(lines.all.first { $0.metadata["event"] == "http.request" })
            #expect(line.message == "GET /ok/{id}")
            #expect(line.metadata["outcome"] == "200")
            #expect(line.metadata["request_id"] == answer.headers[.requestID])
            #expect(line.metadata["duration_ms"] != nil)
        }
        let whole = lines.all.map { "\($0.message) \($0.metadata)" }.joined(separator: "\n")
        #expect(!whole.contains("7000001") && !whole.contains("canary"))
    }

    @Test func `strangers do not choose our trace, colleagues do`() throws {
        let header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let request = Request(
            head: HTTPRequest(
                method: .get, scheme: nil, authority: nil, path: "/", headerFields: [.traceparent: header]),
            body: .init(buffer: ByteBuffer()))
        #expect(TraceOrigin.fresh.context(of: request).traceID != "0af7651916cd43dd8448eb211c80319c")
        #expect(TraceOrigin.continued.context(of: request).traceID == "0af7651916cd43dd8448eb211c80319c")
    }
}
