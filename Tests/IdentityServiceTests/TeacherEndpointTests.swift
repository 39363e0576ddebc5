import Events
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing
import Vocabulary
import Web

@testable import IdentityService

@Suite("What operators read")
struct TeacherEndpointTests {
    private func get(_ path: String, from world: World) async throws -> (status: Int, body: String) {
        let router = Router(context: WebRequestContext.self)
        router.get("/teachers/{trn}", use: TeacherEndpoint(database: world.database).callAsFunction)
        return try await Application(router: router, logger: TestDatabase.logger).test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                (Int(response.status.code), String(buffer: response.body))
            }
        }
    }

    @Test func `a record is shown by status and times, without names or digests`() async throws {
        try await withWorld { world in
            try await world.deliver([
                person(nationalInsuranceNumber: nil, observedAt: 1),
                PersonMerged(trn: "1234567", mergedInto: "7654321", observedAt: 2),
            ])

            let shown = try await get("/teachers/1234567", from: world)
            #expect(shown.status == 200)
            #expect(
                shown.body == """
                    {"standing":"merged","mergedInto":"7654321","inductionStatus":"InProgress","hasDateOfBirth":true,\
                    "hasNationalInsuranceNumber":false,"observedAt":"2026-01-01T00:02:00.000Z"}
                    """)
        }
    }

    @Test(arguments: [("/teachers/7654321", 404), ("/teachers/nobody", 400), ("/teachers/123", 400)])
    func `what is no record is refused without repeating it`(_ path: String, _ status: Int) async throws {
        try await withWorld { world in
            let refused = try await get(path, from: world)
            #expect(refused.status == status)
            #expect(!refused.body.contains(path.split(separator: "/").last ?? ""))
        }
    }
}
