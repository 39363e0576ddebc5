import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Messaging

@Suite("The relay's lease")
struct RelayLeaseTests {
    private let outbox = Outbox(service: "test")

    private func lease(on database: Database) -> RelayLease { RelayLease(owner: UUID(), database: database) }

    @Test func `belongs to one, who keeps the epoch by renewing`() async throws {
        try await withMessaging { database, _ async throws in
            let (holder, other) = (lease(on: database), lease(on: database))

            #expect(try await holder.acquire() == 1)
            #expect(try await other.acquire() == nil)
            #expect(try await holder.acquire() == 1)
        }
    }

    @Test func `passes on with a new epoch once it has expired`() async throws {
        try await withMessaging { database, _ in
            let (holder, other) = (lease(on: database), lease(on: database))
            #expect(try await holder.acquire() == 1)
            try await expireLease(in: database)

            #expect(try await other.acquire() == 2)
            #expect(try await holder.acquire() == nil)
        }
    }

    @Test func `passes on where the clock of the database went back by an hour`() async throws {
        try await withMessaging { database, _ in
            let (holder, other) = (lease(on: database), lease(on: database))
            #expect(try await holder.acquire() == 1)
            try await database.execute("UPDATE relay_lease SET expires_at = expires_at + interval '1 hour'")

            #expect(try await other.acquire() == 2)
        }
    }

    @Test func `passes on at once when it is released`() async throws {
        try await withMessaging { database, _ in
            let (holder, other) = (lease(on: database), lease(on: database))
            #expect(try await holder.acquire() == 1)

            try await holder.release(epoch: 1)

            #expect(try await other.acquire() == 2)
        }
    }

    @Test func `is not taken away by a former holder who releases it late`() async throws {
        try await withMessaging { database, _ in
            let (holder, other) = (lease(on: database), lease(on: database))
            #expect(try await holder.acquire() == 1)
            try await expireLease(in: database)
            #expect(try await other.acquire() == 2)

            try await holder.release(epoch: 1)

            #expect(try await holder.acquire() == nil)
            #expect(try await other.acquire() == 2)
        }
    }

    @Test(arguments: [false, true])
    func `a holder with a stale epoch reads nothing, deletes nothing and refuses nothing`(
        hasItBack: Bool
    ) async throws {
        try await withMessaging { database, _ in
            try await database.transaction { try await outbox.append([tutor("a"), tutor("b")], in: $0) }
            let (holder, other) = (lease(on: database), lease(on: database))
            let queue = OutboxQueue(lease: holder, database: database)
            #expect(try await holder.acquire() == 1)
            let rows = try await queue.next(limit: 10, epoch: 1)
            #expect(rows.count == 2)
            try await expireLease(in: database)
            #expect(try await other.acquire() == 2)
            if hasItBack {
                try await other.release(epoch: 2)
                #expect(try await holder.acquire() == 3)
            }

            #expect(try await queue.next(limit: 10, epoch: 1).isEmpty)
            #expect(try await queue.remove(rows, epoch: 1) == false)
            try await queue.refuse(rows[0], because: "too late", epoch: 1)

            #expect(try await dueCount(in: database) == 2)
            #expect(try await database.query("SELECT count(*) FROM outbox_refused", as: Int.self) == [0])
        }
    }

    @Test func `nobody takes the lease in the middle of a deletion`() async throws {
        try await withMessaging { database, _ in
            try await database.transaction { try await outbox.append([tutor("a"), tutor("b")], in: $0) }
            let holder = lease(on: database)
            #expect(try await holder.acquire() == 1)
            let queue = OutboxQueue(lease: holder, database: database)
            let rows = try await queue.next(limit: 10, epoch: 1)

            // The borrower gets the lease before the deletion begins or after it has ended, never in between.
            async let removed = queue.remove(rows, epoch: 1)
            let due = try await lease(on: database).borrowing { _ in try await dueCount(in: database) }

            let isRemoved = try await removed
            #expect(due == (isRemoved ? 0 : 2))
            #expect(try await dueCount(in: database) == due)
        }
    }

    @Test func `a holder whose lease has expired reads nothing, though nobody has taken it`() async throws {
        try await withMessaging { database, _ in
            try await database.transaction { try await outbox.append(tutor("a"), in: $0) }
            let holder = lease(on: database)
            #expect(try await holder.acquire() == 1)
            try await expireLease(in: database)

            #expect(try await OutboxQueue(lease: holder, database: database).next(limit: 10, epoch: 1).isEmpty)
        }
    }
}

/// Makes the lease expire: the clock that counts is the database's.
func expireLease(in database: Database) async throws {
    try await database.execute("UPDATE relay_lease SET expires_at = clock_timestamp() - interval '1 second'")
}

/// Returns how many events wait to be sent.
func dueCount(in database: Database) async throws -> Int {
    try await database.query("SELECT count(*) FROM outbox_unpublished", as: Int.self).first ?? 0
}
