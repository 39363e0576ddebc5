import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Messaging

/// Housekeeping deletes rows, so nothing else may be affected by it.
@Suite("Housekeeping")
struct HousekeepingTests {
    private static let unordered = Topic.all.filter { $0.ordering == .unordered }
    private static let ordered = Topic.all.filter { $0.ordering != .unordered }
    private static let hour = 3_600

    private func sweep(_ database: Database) async throws {
        try await Housekeeping(database: database).sweep()
    }

    private func remember(_ word: String, daysAgo days: Double, in database: Database) async throws {
        try await database.execute(
            """
            INSERT INTO inbox (consumer, event_id, outcome, processed_at)
            VALUES (\(word), gen_random_uuid(), 'applied', clock_timestamp() - make_interval(secs => \(days * 86_400)))
            """)
    }

    /// Appends a row that is counted as sent unless it is due.
    private func append(
        to topic: Topic, key: String, secondsAgo: Int, isDue: Bool = false, in database: Database
    ) async throws {
        try await database.execute(
            """
            WITH appended AS (
                INSERT INTO outbox (event_id, topic, key, version, type, payload, occurred_at, appended_at)
                VALUES (gen_random_uuid(), \(topic.name), \(key),
                    CASE WHEN \(topic.ordering != .unordered) THEN 1 END, 'x', '',
                    now(), clock_timestamp() - make_interval(secs => \(Double(secondsAgo))))
                RETURNING seq
            )
            INSERT INTO outbox_unpublished (seq) SELECT seq FROM appended WHERE \(isDue)
            """)
    }

    private func keysInOutbox(_ database: Database) async throws -> Set<String> {
        Set(try await database.query("SELECT key FROM outbox", as: String.self))
    }

    @Test func `forgets in the inbox what was handled more than 60 days ago`() async throws {
        try await withMessaging { database, _ in
            try await remember("long ago", daysAgo: 60.01, in: database)
            try await remember("not so long ago", daysAgo: 59.99, in: database)
            try await remember("now", daysAgo: 0, in: database)

            try await sweep(database)

            #expect(
                try await database.query("SELECT consumer FROM inbox ORDER BY consumer", as: String.self)
                    == ["not so long ago", "now"])
        }
    }

    @Test func `never forgets a version`() async throws {
        try await withMessaging { database, delivery in
            let records = try await delivery.deliver([left("1000001", day: 1)], to: dayLog())
            try await database.execute("UPDATE inbox SET processed_at = processed_at - interval '10 years'")

            try await sweep(database)
            #expect(try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [0])
            try await delivery.deliver(records: records, to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1"])
        }
    }

    @Test(arguments: unordered)
    func `lets go of an unordered event a week after its topic did`(topic: Topic) async throws {
        guard case .time(let retention) = topic.retention else {
            Issue.record("\(topic) keeps unordered records for good")
            return
        }
        let limit = Int(retention.components.seconds) + 7 * 86_400
        try await withMessaging { database, _ in
            try await append(to: topic, key: "beyond", secondsAgo: limit + Self.hour, in: database)
            try await append(to: topic, key: "within", secondsAgo: limit - Self.hour, in: database)

            try await sweep(database)

            #expect(try await keysInOutbox(database) == ["within"])
        }
    }

    @Test func `keeps the events of ordered topics for good`() async throws {
        try await withMessaging { database, _ in
            for topic in Self.ordered {
                try await append(to: topic, key: topic.name, secondsAgo: 3_650 * 86_400, in: database)
            }

            try await sweep(database)

            #expect(try await keysInOutbox(database) == Set(Self.ordered.map(\.name)))
        }
    }

    @Test(arguments: unordered)
    func `never lets go of what is still to be sent`(topic: Topic) async throws {
        try await withMessaging { database, _ in
            try await append(to: topic, key: "due", secondsAgo: 3_650 * 86_400, isDue: true, in: database)
            try await append(to: topic, key: "sent", secondsAgo: 3_650 * 86_400, in: database)

            try await sweep(database)

            #expect(try await keysInOutbox(database) == ["due"])
            #expect(try await dueCount(in: database) == 1)
        }
    }

    @Test func `never lets go of what the broker has refused`() async throws {
        try await withMessaging { database, _ in
            try await append(to: .commandOutcome, key: "refused", secondsAgo: 3_650 * 86_400, in: database)
            try await database.execute("INSERT INTO outbox_refused (seq, reason) SELECT seq, 'too large' FROM outbox")

            try await sweep(database)

            #expect(try await keysInOutbox(database) == ["refused"])
        }
    }

    @Test func `lets go of discarded dead letters 30 days after that, and of no others`() async throws {
        try await withMessaging { database, delivery in
            let letters = DeadLetters(database: database)
            for key in ["early", "late", "open"] {
                try await delivery.deliver([tutor(key, urn: key)], to: .refusing)
            }
            for letter in try await letters.list() where letter.key != "open" {
                try await letters.discard(letter.eventID, because: "for this test", actor: "test")
            }
            try await database.execute("UPDATE parked SET parked_at = parked_at - interval '10 years'")
            try await database.execute(
                """
                UPDATE dead_letter_audit AS audit
                SET happened_at = clock_timestamp() - make_interval(secs =>
                    86400 * CASE key WHEN 'early' THEN 30.01 ELSE 29.99 END)
                FROM parked WHERE parked.event_id = audit.event_id
                """)

            try await sweep(database)

            let kept = try await database.query("SELECT key FROM parked", as: String.self)
            #expect(Set(kept) == ["late", "open"])
            #expect(try await database.query("SELECT count(*) FROM dead_letter_audit", as: Int.self) == [2])
        }
    }

    @Test func `takes a large backlog in parts`() async throws {
        try await withMessaging { database, _ in
            try await database.execute(
                """
                INSERT INTO inbox (consumer, event_id, outcome, processed_at)
                SELECT 'x', gen_random_uuid(), 'applied', now() - interval '90 days' FROM generate_series(1, 20500)
                """)

            try await sweep(database)
            #expect(try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [500])
            try await sweep(database)
            #expect(try await database.query("SELECT count(*) FROM inbox", as: Int.self) == [0])
        }
    }

    @Test func `forgets what is to be sent and is gone`() async throws {
        try await withMessaging { database, _ in
            try await database.execute("INSERT INTO outbox_unpublished (seq) VALUES (7)")

            try await sweep(database)

            #expect(try await database.query("SELECT count(*) FROM outbox_unpublished", as: Int.self) == [0])
        }
    }
}

extension Subscription {
    /// Parks every command.
    fileprivate static var refusing: Subscription {
        var subscription = Subscription("refusing")
        subscription.on(SetInductionTutor.self, perform: { _, _ in throw Poison("for this test") })
        return subscription
    }
}
