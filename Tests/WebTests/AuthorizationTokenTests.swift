import Testing

@testable import Web

struct AuthorizationTokenTests {
    @Test(arguments: [
        "Bearer abc123", "bearer abc123", "BEARER abc123", "Token abc123", "Bearer   abc123", "Bearer abc123 ",
        "Token token=\"abc123\"", "Token token=abc123", "Token nonce=\"1\", token=\"abc123\"",
        "Bearer token=\"abc123\"",
    ])
    func `a token is found`(header: String) {
        #expect(AuthorizationToken.parse(header) == "abc123")
    }

    @Test(arguments: [
        nil, "", " ", "Bearer", "Bearer ", "Basic abc123", "abc123", "Bearer abc 123", "Bearer abc\"123",
        "Bearer a,b", "Bearer a;b", "Token token=\"\"", "Token token=", "Bearer é", "Bearer \u{1}",
        "Bearer " + String(repeating: "x", count: 2_000),
    ])
    func `anything else holds none`(header: String?) {
        #expect(AuthorizationToken.parse(header) == nil)
    }

    @Test func `a token may hold what ours are made of`() {
        #expect(AuthorizationToken.parse("Bearer rect_live_a1B2_x-Y.z~9") == "rect_live_a1B2_x-Y.z~9")
    }
}
