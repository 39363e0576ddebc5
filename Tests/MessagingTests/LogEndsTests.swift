import Events
import Postgres
import TestSupport
import Testing

@testable import Kafka
@testable import Messaging

@Suite("The ends of logs", .timeLimit(.minutes(5)))
struct LogEndsTests {
    private func delivery(_ topic: String, _ partition: Int32, _ offset: Int64) -> Delivery {
        Delivery(topic: topic, partition: partition, offset: offset)
    }

    @Test(arguments: [
        ("the next offset", 10, false),
        ("an offset after a gap, as others publish as well", 15, false),
        ("an offset that was given before", 9, true),
        ("the first offset of a log that was made anew", 0, true),
        ("no offset, of an event that the broker had already", -1_001, false),
    ])
    func `have moved back where an event gets`(_ what: String, offset: Int64, isLoss: Bool) {
        let known = LogEnds([delivery("a", 0, 9), delivery("a", 1, 99), delivery("b", 0, 99)])

        #expect(known.topicsWithLosses(before: [delivery("a", 0, offset)]) == (isLoss ? ["a"] : []))
    }

    @Test func `are those of the last event of each partition`() {
        var ends = LogEnds([delivery("a", 0, 5), delivery("a", 0, 4), delivery("a", 1, 7)])
        ends.move(to: LogEnds([delivery("a", 0, 2), delivery("b", 0, 0)]))

        #expect(ends == LogEnds([delivery("a", 0, 2), delivery("a", 1, 7), delivery("b", 0, 0)]))
        #expect(ends.topicsWithLosses(before: [delivery("c", 0, 0), delivery("b", 1, 0)]).isEmpty)
    }

    private let outbox = Outbox(service: "test")

    private func publish(_ events: [Happening], of database: Database) async throws {
        try await database.transaction { try await outbox.append(events, in: $0) }
        try await eventually("an empty outbox") { try await dueCount(in: database) == 0 }
    }

    @Test func `everything of a topic is sent again, once, where its log has lost something`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                try await withRelay(of: outbox, on: database) {
                    try await publish((1...3).map { Happening("a", $0) }, of: database)
                }
                let ends = try await database.query("SELECT next_offset FROM log_end", as: Int64.self)
                // Simulates that another log, which had advanced further, was here before this one.
                try await database.execute("UPDATE log_end SET next_offset = 1000")

                try await withRelay(of: outbox, on: database) {
                    try await publish([Happening("a", 4)], of: database)
                    try await publish([Happening("a", 5)], of: database)
                }
                try await eventually("everything is heard") { listener.records.count >= 9 }

                #expect(ends == [3])
                #expect(listener.records.map(\.version) == [1, 2, 3, 4, 1, 2, 3, 4, 5])
                #expect(listener.records.map { $0.text("replay") } == [nil, nil, nil, nil, "1", "1", "1", nil, nil])
            }
        }
    }

    @Test func `a loss that a process noticed before it died is made good by the next one, once`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                try await withRelay(of: outbox, on: database) {
                    try await publish([Happening("a", 1)], of: database)
                    try await database.execute("INSERT INTO log_loss (topic) VALUES (\(Happening.topic.name))")
                    try await eventually("it is heard again") { listener.records.count >= 2 }
                    try await publish([Happening("a", 2)], of: database)
                }
                try await eventually("all is heard") { listener.records.count >= 3 }

                #expect(listener.records.map(\.version) == [1, 1, 2])
                #expect(try await database.query("SELECT count(*) FROM log_loss", as: Int.self) == [0])
            }
        }
    }

    @Test func `a loss shows as well in a request of which something is refused`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                let keys = (1...20).map { "key-\($0)" }
                try await withRelay(of: outbox, on: database) {
                    try await publish(keys.map { Happening($0, 1) }, of: database)
                }
                try await database.execute("UPDATE log_end SET next_offset = 1000")
                let large = Happening("large", 1, padding: String(repeating: "x", count: 2_000_000))

                try await withRelay(of: outbox, on: database) {
                    try await publish([large] + keys.map { Happening($0, 2) }, of: database)
                }
                try await eventually("everything is heard again, and what is newer behind it") {
                    let records = listener.records
                    return records.count { $0.text("replay") == "1" } >= keys.count
                        && keys.allSatisfy { key in records.last { $0.keyText == key }?.version == 2 }
                }

                let replayed = listener.records.filter { $0.text("replay") == "1" }
                #expect(Set(replayed.map(\.keyText)) == Set(keys))
                #expect(replayed.allSatisfy { $0.version == 1 })
                for key in keys { #expect(listener.records.last { $0.keyText == key }?.version == 2, "\(key)") }
            }
        }
    }

    @Test func `nothing is sent again by the next relay of a log that is whole`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                for number in 1...3 {
                    try await withRelay(of: outbox, on: database) {
                        try await publish([Happening("a", number)], of: database)
                    }
                }
                try await eventually("all are heard") { listener.records.count >= 3 }

                #expect(listener.records.map(\.version) == [1, 2, 3])
            }
        }
    }
}
