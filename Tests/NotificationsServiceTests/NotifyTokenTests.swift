import Foundation
import JWTKit
import Testing
import Vocabulary

@testable import NotificationsService

@Suite("Tokens for GOV.UK Notify")
struct NotifyTokenTests {
    private struct Claims: JWTPayload {
        let iss: String
        let iat: Int

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    @Test func `a key is cut from the right, as its name may hold hyphens`() throws {
        let key = try NotifyKey(parsing: World.key)

        #expect(key.serviceID.lowercase == "11111111-2222-4333-8444-555555555555")
        #expect(key.secret == "66666666-7777-4888-9999-aaaaaaaaaaaa")
    }

    @Test(arguments: [
        "", "key", "11111111-2222-4333-8444-555555555555",
        "name-11111111-2222-4333-8444-55555555555-66666666-7777-4888-9999-aaaaaaaaaaaa",
        "name-11111111-2222-4333-8444-55555555555566666666-7777-4888-9999-aaaaaaaaaaaa",
    ])
    func `what is no key is refused`(text: String) {
        #expect(throws: NotifyKeyProblem.self) { try NotifyKey(parsing: text) }
    }

    @Test func `a token names the service and the time, and is signed with the secret`() async throws {
        let token = try await NotifyToken(NotifyKey(parsing: World.key)).mint(
            at: Date(timeIntervalSince1970: 1_767_225_600.9))

        let keys = JWTKeyCollection()
        await keys.add(hmac: "66666666-7777-4888-9999-aaaaaaaaaaaa", digestAlgorithm: .sha256)
        let claims = try await keys.verify(token, as: Claims.self)
        #expect(claims.iss == "11111111-2222-4333-8444-555555555555")
        #expect(claims.iat == 1_767_225_600)
    }

    @Test func `requests of one second have one token, and those of the next another`() async throws {
        let token = NotifyToken(try NotifyKey(parsing: World.key))
        let moments = [0.0, 0.9, 1.0, 0.5].map { Date(timeIntervalSince1970: 1_767_225_600 + $0) }

        var issued: [Int] = []
        let keys = JWTKeyCollection()
        await keys.add(hmac: "66666666-7777-4888-9999-aaaaaaaaaaaa", digestAlgorithm: .sha256)
        var tokens: [String] = []
        for moment in moments {
            tokens.append(try await token.mint(at: moment))
            issued.append(try await keys.verify(tokens[tokens.count - 1], as: Claims.self).iat - 1_767_225_600)
        }
        #expect(issued == [0, 0, 1, 0])
        #expect(tokens[0] == tokens[1])
    }

    @Test func `a secret is never printed`() throws {
        let key = try NotifyKey(parsing: World.key)
        var dumped = ""
        dump(key, to: &dumped)

        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("66666666"))
    }
}
