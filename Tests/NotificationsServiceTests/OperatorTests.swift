import Events
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NotificationsDomain
import Postgres
import TestSupport
import Testing
import Vocabulary
import Web

@testable import NotificationsService

@Suite("What operators read")
struct OperatorTests {
    @Test func `messages are listed by state, newest first, without personal data`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(schools: [school()])
            try await world.deliver(registrations: [registered(1), registered(2), registered(3)])
            world.stub.next(.refuse)
            try await world.passes()

            let failed = try await get("/messages?state=failed", from: world)
            #expect(failed.status == 200)
            #expect(failed.body.contains(#""state":"failed""#))
            #expect(failed.body.contains(#""reason":"validation""#))
            let all = try await get("/messages?limit=2", from: world)
            #expect(all.body.components(separatedBy: #""id":"#).count == 3)
            #expect(!all.body.contains("Jo Field") && !all.body.contains("@"))
        }
    }

    @Test func `one message is shown by its id`() async throws {
        try await withWorld { world async throws in
            try await world.deliver(registrations: [registered()])
            let id = try #require(try await world.database.query("SELECT id FROM message", as: MessageID.self).first)

            let shown = try await get("/messages/\(id)", from: world)
            #expect(shown.status == 200)
            #expect(shown.body.contains(#""state":"planned""#))
            #expect(try await get("/messages/\(UUID())", from: world).status == 404)
        }
    }

    @Test(arguments: ["state=lost", "before=1", "limit=0", "limit=many"])
    func `a parameter that means nothing is refused`(query: String) async throws {
        try await withWorld { world async throws in
            #expect(try await get("/messages?\(query)", from: world).status == 400)
        }
    }

    private func get(_ path: String, from world: World) async throws -> (status: Int, body: String) {
        let router = Router(context: WebRequestContext.self)
        OperatorEndpoints(database: world.database).add(to: router)
        return try await Application(router: router, logger: TestDatabase.logger).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                (Int(response.status.code), String(buffer: response.body))
            }
        }
    }
}
