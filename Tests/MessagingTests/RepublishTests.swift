import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

@testable import Messaging

@Suite("Republishing")
struct RepublishTests {
    private let outbox = Outbox(service: "test")

    private func send(from database: Database) async throws -> [KafkaRecord] {
        try await sentRecords(of: outbox, in: database)
    }

    /// Sets aside every event of this version, as the relay does when the broker refuses it.
    private func refuse(version: Int64, in database: Database) async throws {
        let lease = RelayLease(owner: UUID(), database: database)
        let epoch = try #require(try await lease.acquire())
        let queue = OutboxQueue(lease: lease, database: database)
        for row in try await queue.next(limit: 1_000, epoch: epoch) where row.metadata.sequence == version {
            try await queue.refuse(row, because: "MSG_SIZE_TOO_LARGE", epoch: epoch)
        }
        try await lease.release(epoch: epoch)
    }

    private func append(_ events: [any Event], to database: Database) async throws {
        try await database.transaction { try await outbox.append(events, in: $0) }
    }

    @Test func `sends the same ids and versions in the same order, marked as a replay`() async throws {
        try await withMessaging { database, _ in
            try await append([left("1000001", day: 1), left("1000002", day: 1), left("1000001", day: 2)], to: database)
            let before = try await send(from: database)

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 3)
            let again = try await send(from: database)

            #expect(before.compactMap { $0.text("replay") } == [])
            #expect(again.map { $0.text("replay") } == ["1", "1", "1"])
            #expect(again.map(\.eventID) == before.map(\.eventID))
            #expect(again.map(\.version) == before.map(\.version))
            #expect(again.map(\.value) == before.map(\.value))
        }
    }

    @Test func `sends no event of another topic`() async throws {
        try await withMessaging { database, _ in
            try await append([teacher("1000001"), left("1000001"), tutor("a")], to: database)
            _ = try await send(from: database)

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 1)

            #expect(try await send(from: database).map(\.topic) == [ECTLeftSchool.topic.name])
        }
    }

    @Test func `begins at a time, that time included`() async throws {
        try await withMessaging { database, _ in
            try await append((1...3).map { left("1000001", day: $0) }, to: database)
            _ = try await send(from: database)
            try await database.execute(
                "UPDATE outbox SET appended_at = to_timestamp(1000000) + make_interval(days => version::int)")
            let since = Date(timeIntervalSince1970: 1_000_000 + 2 * 86_400)

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic, since: since) == 2)

            #expect(try await send(from: database).map(\.version) == [2, 3])
        }
    }

    @Test func `leaves what was never sent a first time, and counts it not`() async throws {
        try await withMessaging { database, _ in
            try await append([left("1000001", day: 1)], to: database)
            _ = try await send(from: database)
            try await append([left("1000001", day: 2)], to: database)

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 1)
            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 0)

            let sent = try await send(from: database)
            #expect(sent.map(\.version) == [1, 2])
            #expect(sent.map { $0.text("replay") } == ["1", nil])
        }
    }

    @Test func `sends what the broker refused as new, once, and as a replay from then on`() async throws {
        try await withMessaging { database, _ in
            try await append((1...3).map { left("1000001", day: $0) }, to: database)
            try await refuse(version: 2, in: database)
            #expect(try await send(from: database).map(\.version) == [1, 3])

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 3)
            let again = try await send(from: database)
            #expect(again.map(\.version) == [1, 2, 3])
            #expect(again.map { $0.text("replay") } == ["1", nil, "1"])
            #expect(try await database.query("SELECT count(*) FROM outbox_refused", as: Int.self) == [0])

            _ = try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)
            #expect(try await send(from: database).map { $0.text("replay") } == ["1", "1", "1"])
        }
    }

    @Test func `leaves refused events of other times and topics where somebody looks for them`() async throws {
        try await withMessaging { database, _ in
            try await append([left("1000001", day: 1), teacher("1000001")], to: database)
            try await refuse(version: 1, in: database)

            let republisher = Republisher(database: database)
            #expect(try await republisher.republish(topic: Happening.topic) == 0)
            #expect(try await republisher.republish(topic: ECTLeftSchool.topic, since: Date() + 3_600) == 0)

            #expect(try await database.query("SELECT count(*) FROM outbox_refused", as: Int.self) == [2])
        }
    }

    @Test func `takes a topic of any length`() async throws {
        try await withMessaging { database, _ in
            try await database.execute(
                """
                INSERT INTO outbox (event_id, topic, key, version, type, payload, occurred_at)
                SELECT gen_random_uuid(), \(ECTLeftSchool.topic.name), 'a', number, 'x', '', now()
                FROM generate_series(1, 40001) AS number
                """)

            #expect(try await Republisher(database: database).republish(topic: ECTLeftSchool.topic) == 40_001)
            #expect(try await dueCount(in: database) == 40_001)
        }
    }

    @Test(arguments: [false, true])
    func `changes nothing for a subscription that knows it`(isInboxPruned: Bool) async throws {
        try await withMessaging { database, delivery in
            try await append((1...3).map { left("1000001", day: $0) }, to: database)
            try await delivery.deliver(records: send(from: database), to: dayLog())
            if isInboxPruned { try await database.execute("DELETE FROM inbox") }

            _ = try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)
            try await delivery.deliver(records: send(from: database), to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2 3"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `rebuilds a subscription that starts empty, which sees that it is a replay`() async throws {
        try await withMessaging { database, delivery in
            try await append((1...3).flatMap { [left("1000001", day: $0), left("1000002", day: $0)] }, to: database)
            _ = try await send(from: database)
            var subscription = Subscription("begins-anew")
            subscription.on(ECTLeftSchool.self) { received, transaction in
                let word = received.metadata.isReplay ? "replayed" : "new"
                try await write("\(word)-\(received.metadata.sequence ?? 0)", of: received.key, in: transaction)
            }

            _ = try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)
            try await delivery.deliver(records: send(from: database), to: subscription)

            let steps = "replayed-1 replayed-2 replayed-3"
            #expect(try await written(in: database) == ["1000001": steps, "1000002": steps])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `takes the lease while it marks, and gives it back to the process that held it`() async throws {
        try await withMessaging { database, _ in
            try await append([left("1000001", day: 1), left("1000001", day: 2)], to: database)
            let (holder, other) = (
                RelayLease(owner: UUID(), database: database), RelayLease(owner: UUID(), database: database)
            )
            #expect(try await holder.acquire() == 1)
            let queue = OutboxQueue(lease: holder, database: database)
            let rows = try await queue.next(limit: 10, epoch: 1)

            _ = try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)

            #expect(try await queue.remove(rows, epoch: 1) == false, "what was being sent meanwhile is sent again")
            #expect(try await dueCount(in: database) == 2)
            #expect(try await other.acquire() == nil)
            #expect(try await holder.acquire() == 3)
        }
    }

    @Test(arguments: [false, true])
    func `leaves the lease to anybody where nobody held it`(hasExpired: Bool) async throws {
        try await withMessaging { database, _ in
            if hasExpired {
                _ = try await RelayLease(owner: UUID(), database: database).acquire()
                try await expireLease(in: database)
            }
            _ = try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)

            #expect(try await RelayLease(owner: UUID(), database: database).acquire() == (hasExpired ? 3 : 2))
        }
    }

    @Test func `marks the newest first and gives the lease back where it fails halfway`() async throws {
        try await withMessaging { database, _ in
            try await database.execute(
                """
                INSERT INTO outbox (seq, event_id, topic, key, version, type, payload, occurred_at)
                OVERRIDING SYSTEM VALUE
                SELECT seq, gen_random_uuid(), \(ECTLeftSchool.topic.name), 'a', seq, 'x', '', now()
                FROM unnest(ARRAY[1, 60000, 120000]) AS seq
                """)
            try await database.execute("ALTER TABLE outbox_unpublished ADD CHECK (seq > 1)")
            let holder = RelayLease(owner: UUID(), database: database)
            #expect(try await holder.acquire() == 1)

            await #expect(throws: PostgresError.self) {
                try await Republisher(database: database).republish(topic: ECTLeftSchool.topic)
            }

            let due = try await database.query("SELECT seq FROM outbox_unpublished ORDER BY seq", as: Int64.self)
            #expect(due == [60_000, 120_000])
            #expect(try await holder.acquire() == 3)
        }
    }

    @Test func `goes no further once somebody else publishes`() async throws {
        try await withMessaging { database, _ in
            try await append([left("1000001", day: 1)], to: database)
            _ = try await send(from: database)
            let (slow, next) = (
                RelayLease(owner: UUID(), database: database), RelayLease(owner: UUID(), database: database)
            )
            let epoch = try #require(try await slow.acquire())
            try await expireLease(in: database)
            _ = try await next.acquire()

            await #expect(throws: RelayLease.Lost.self) {
                try await Replay(lease: slow, epoch: epoch, database: database).mark(topic: ECTLeftSchool.topic.name)
            }

            #expect(try await dueCount(in: database) == 0)
        }
    }

    @Test func `goes over the broker like everything else`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                try await withRelay(of: outbox, on: database) {
                    try await append([Happening("a", 1), Happening("a", 2)], to: database)
                    try await eventually("both are heard") { listener.records.count == 2 }
                    try await eventually("an empty outbox") { try await dueCount(in: database) == 0 }

                    #expect(try await Republisher(database: database).republish(topic: Happening.topic) == 2)
                    try await eventually("both are heard again") { listener.records.count == 4 }
                }

                let ids = listener.records.map(\.eventID)
                #expect(Array(ids[..<2]) == Array(ids[2...]))
                #expect(listener.records.map { $0.text("replay") } == [nil, nil, "1", "1"])
            }
        }
    }
}
