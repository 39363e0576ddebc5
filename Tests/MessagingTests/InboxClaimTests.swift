import Foundation
import Postgres
import TestSupport
import Testing
import Vocabulary

@testable import Messaging

@Suite("Claims of an inbox")
struct InboxClaimTests {
    private let inbox = InboxStore(consumer: "day-log")

    @Test(arguments: [3, 400], [0, 1, 3])
    func `ids that were claimed before are not claimed again, and the transaction goes on`(
        number: Int, known: Int
    ) async throws {
        let ids = UUID.version7(number)
        let before = Set(ids.suffix(known))
        try await withMessaging { database, _ async throws in
            #expect(try await claim(Array(before), in: database) == before)

            #expect(try await claim(ids, in: database) == Set(ids).subtracting(before))
            #expect(try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [number])
        }
    }

    @Test(arguments: [2, 400]) func `an id that comes twice in a batch is claimed once`(number: Int) async throws {
        let ids = UUID.version7(number)
        try await withMessaging { database, _ async throws in
            #expect(try await claim(ids + ids, in: database) == Set(ids))
            #expect(try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [number])
        }
    }

    @Test func `of two that claim the same at once, the one that waited gets what is left`() async throws {
        let ids = UUID.version7(400)
        try await withMessaging { database, _ async throws in
            let slower = try await database.transaction { transaction in
                #expect(try await inbox.claim(claims(Array(ids.prefix(300))), in: transaction).count == 300)
                let slower = Task { try await claim(ids, in: database) }
                try await eventually("the other to wait for an id") { try await isWaited(for: database) }
                return slower
            }

            #expect(try await slower.value == Set(ids.suffix(100)))
        }
    }

    private func claim(_ ids: [UUID], in database: Database) async throws -> Set<UUID> {
        try await database.transaction { try await inbox.claim(claims(ids), in: $0) }
    }

    private func claims(_ ids: [UUID]) -> [(id: UUID, outcome: InboxStore.Outcome)] {
        ids.map { ($0, .applied) }
    }
}
