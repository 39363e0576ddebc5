import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Messaging

@Suite("Versions that two consumers move")
struct MovedVersionsTests {
    private let inbox = InboxStore(consumer: "day-log")
    private let key = Subject(topic: Topic.ect.name, key: "1000001")

    @Test func `of two that meet a new key at once, the one that waited begins again`() async throws {
        try await withMessaging { database, _ in
            let slower = try await database.transaction { transaction in
                try await move(from: [:], to: 1, in: transaction)
                let slower = Task {
                    try await database.transaction { try await move(from: [:], to: 1, in: $0) }
                }
                try await eventually("the other to wait for the key") { try await isWaited(for: database) }
                return slower
            }

            await #expect(throws: VersionsMoved.self) { try await slower.value }
            #expect(try await version(in: database) == 1)
        }
    }

    @Test func `whoever read an older version than there is begins again`() async throws {
        try await withMessaging { database, _ in
            try await database.transaction { try await move(from: [:], to: 2, in: $0) }

            await #expect(throws: VersionsMoved.self) {
                try await database.transaction {
                    try await move(from: [key: AppliedVersion(version: 1)], to: 3, in: $0)
                }
            }
            #expect(try await version(in: database) == 2)
        }
    }

    private func move(
        from before: [Subject: AppliedVersion], to version: Int64, in transaction: Transaction
    ) async throws {
        try await inbox.move([key], from: before, to: [key: AppliedVersion(version: version)], in: transaction)
    }

    private func version(in database: Database) async throws -> Int64? {
        try await database.query("SELECT version FROM applied_version", as: Int64.self).first
    }
}
