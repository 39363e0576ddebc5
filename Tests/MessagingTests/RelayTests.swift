import Events
import Foundation
import Kafka
import Postgres
import TestSupport
import Testing

@testable import Messaging

@Suite("The relay", .timeLimit(.minutes(5)))
struct RelayTests {
    private let outbox = Outbox(service: "test")

    private func untilAllSent(from database: Database, within limit: Duration = .seconds(30)) async throws {
        try await eventually(within: limit, "an empty outbox") { try await dueCount(in: database) == 0 }
    }

    @Test func `takes over at once from one that has shut down`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                try await withRelay(of: outbox, on: database) {
                    try await database.transaction { try await outbox.append(Happening("a", 1), in: $0) }
                    try await untilAllSent(from: database)
                }
                try await database.transaction { try await outbox.append(Happening("a", 2), in: $0) }

                try await withRelay(of: outbox, on: database) {
                    try await untilAllSent(from: database, within: RelayLease.duration / 2)
                }

                try await eventually("both are heard") { listener.records.map(\.version) == [1, 2] }
                #expect(try await database.query("SELECT epoch FROM relay_lease", as: Int.self) == [2])
            }
        }
    }

    @Test func `takes over from one that has died once its lease is over`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                let dead = RelayLease(owner: UUID(), database: database)
                #expect(try await dead.acquire() == 1)
                try await database.transaction { try await outbox.append(Happening("a", 1), in: $0) }

                try await withRelay(of: outbox, on: database) {
                    try await expireLease(in: database)
                    try await untilAllSent(from: database)
                    #expect(try await dead.acquire() == nil)
                }

                try await eventually("it is heard") { listener.records.map(\.version) == [1] }
            }
        }
    }

    @Test func `sets aside what the broker refuses for good, and the others flow`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                let large = Happening("a", 2, padding: String(repeating: "x", count: 2_000_000))
                try await database.transaction { transaction in
                    try await outbox.append(
                        [Happening("a", 1), large, Happening("b", 1), Happening("a", 3)], in: transaction)
                }

                try await withRelay(of: outbox, on: database) { try await untilAllSent(from: database) }

                try await eventually("the others are heard") {
                    Set(listener.records.map { "\($0.keyText)\($0.version ?? 0)" }) == ["a1", "b1", "a3"]
                }
                let refused = try await database.query(
                    "SELECT version, reason FROM outbox_refused JOIN outbox USING (seq)", as: (Int64, String).self)
                #expect(refused.map(\.0) == [2])
                #expect(refused.first?.1.contains("MSG_SIZE_TOO_LARGE") == true)
            }
        }
    }

    @Test func `what the broker refused only for its neighbours in the batch is sent all the same`() async throws {
        try await withMessaging { database, _ in
            let topic = Topic.forTest("happening")
            let cluster = try MockCluster(topic: topic.name, partitions: 1)
            cluster.refuseBatchesAsTooLarge(1)
            try await Happening.$happenings.withValue(topic) {
                let listener = try Listener(to: topic, servers: cluster.bootstrapServers)
                try await running(listener) {
                    try await listener.ready()
                    try await database.transaction { transaction in
                        try await outbox.append((1...4).map { Happening("a", $0) }, in: transaction)
                    }

                    try await withRelay(of: outbox, on: database, servers: cluster.bootstrapServers) {
                        try await untilAllSent(from: database)
                    }

                    try await eventually("all are heard") { listener.records.map(\.version) == [1, 2, 3, 4] }
                    #expect(try await database.query("SELECT seq FROM outbox_refused", as: Int64.self).isEmpty)
                }
            }
        }
    }

    @Test func `what arrived beside a refused batch is sent no second time`() async throws {
        try await withMessaging { database, _ in
            let topic = Topic.forTest("happening")
            let cluster = try MockCluster(topic: topic.name, partitions: 4)
            cluster.refuseBatchesAsTooLarge(1)
            try await Happening.$happenings.withValue(topic) {
                let listener = try Listener(to: topic, servers: cluster.bootstrapServers)
                try await running(listener) {
                    try await listener.ready()
                    let keys = (1...40).map { "key \($0)" }
                    try await database.transaction { transaction in
                        try await outbox.append(keys.map { Happening($0, 1) }, in: transaction)
                    }

                    try await withRelay(of: outbox, on: database, servers: cluster.bootstrapServers) {
                        try await untilAllSent(from: database)
                    }

                    try await eventually("all are heard") {
                        Set(listener.records.map { String(decoding: $0.key ?? [], as: UTF8.self) }) == Set(keys)
                    }
                    #expect(listener.records.count == keys.count)
                }
            }
        }
    }

    @Test func `a topic that may not be written to waits, and the others are sent once`() async throws {
        try await withMessaging { database, _ in
            let (topic, forbidden) = (Topic.forTest("happening"), Topic.forTest("riddle", ordering: .unordered))
            let cluster = try MockCluster(topic: topic.name, partitions: 1)
            cluster.forbid(forbidden.name)
            try await Happening.$happenings.withValue(topic) {
                try await Riddle.$riddles.withValue(forbidden) {
                    let listener = try Listener(to: topic, servers: cluster.bootstrapServers)
                    try await running(listener) {
                        try await listener.ready()
                        try await database.transaction { transaction in
                            try await outbox.append(
                                (1...5).map { OutboxEntry(Riddle(replyTo: UUID(), text: "\($0)"), causedBy: nil) }
                                    + (1...3).map { OutboxEntry(Happening("a", $0), causedBy: nil) }, in: transaction)
                        }

                        try await withRelay(of: outbox, on: database, servers: cluster.bootstrapServers, batch: 2) {
                            try await eventually("the others have left") { try await dueCount(in: database) == 5 }
                            try await database.transaction { try await outbox.append(Happening("a", 4), in: $0) }
                            try await eventually("the next has left") {
                                try await dueCount(in: database) == 5
                            }
                            cluster.permit(forbidden.name)
                            try await untilAllSent(from: database)
                        }

                        try await eventually("all are heard") { listener.records.count >= 4 }
                        #expect(listener.records.map(\.version) == [1, 2, 3, 4])
                    }
                }
            }
        }
    }

    @Test func `a topic that is not acknowledged waits, in order, and the others go on`() async throws {
        try await withMessaging { database, _ in
            let (topic, silent) = (Topic.forTest("happening"), Topic.forTest("riddle", ordering: .unordered))
            let cluster = try MockCluster(topic: topic.name, partitions: 1)
            cluster.addTopic(silent.name, partitions: 1)
            cluster.silence(silent.name)
            try await Happening.$happenings.withValue(topic) {
                try await Riddle.$riddles.withValue(silent) {
                    let listener = try Listener(to: topic, servers: cluster.bootstrapServers)
                    let riddles = try Listener(to: silent, servers: cluster.bootstrapServers)
                    try await running(listener, riddles) {
                        try await listener.ready()
                        try await database.transaction { transaction in
                            try await outbox.append(
                                (1...5).map { OutboxEntry(Riddle(replyTo: UUID(), text: "\($0)"), causedBy: nil) }
                                    + (1...3).map { OutboxEntry(Happening("a", $0), causedBy: nil) }, in: transaction)
                        }

                        try await withRelay(
                            of: outbox, on: database, servers: cluster.bootstrapServers, batch: 4,
                            patience: .milliseconds(200)
                        ) {
                            try await eventually("the others have left") { try await dueCount(in: database) == 5 }
                            try await database.transaction { try await outbox.append(Happening("a", 4), in: $0) }
                            try await eventually("the next has left") { try await dueCount(in: database) == 5 }
                            cluster.silence(silent.name, false)
                            try await untilAllSent(from: database)
                        }

                        try await eventually("all are heard") {
                            listener.records.count >= 4 && riddles.records.count >= 5
                        }
                        #expect(listener.records.map(\.version) == [1, 2, 3, 4])
                        #expect(
                            try riddles.records.map { try EventCoding.decode(Riddle.self, from: $0.value ?? []).text }
                                == ["1", "2", "3", "4", "5"])
                    }
                }
            }
        }
    }

    @Test func `sends large events without a pause, and all of them before it ends`() async throws {
        try await withMessaging { database, _ in
            let topic = Topic.forTest("riddle", ordering: .unordered)
            let cluster = try MockCluster(topic: topic.name, partitions: 1)
            try await Riddle.$riddles.withValue(topic) {
                // Four reads of two mebibytes. The text is also the key, and a record may have one mebibyte.
                let text = String(repeating: "?", count: 200_000)
                try await database.transaction { transaction in
                    try await outbox.append(
                        (1...42).map { _ in OutboxEntry(Riddle(replyTo: UUID(), text: text)) }, in: transaction)
                }

                try await withRelay(of: outbox, on: database, servers: cluster.bootstrapServers) {}

                #expect(try await dueCount(in: database) == 0)
                #expect(try await database.query("SELECT count(*) FROM outbox_refused", as: Int.self) == [0])
            }
        }
    }

    @Test func `leaves its lease to expire while a send may still arrive`() async throws {
        try await withMessaging { database, _ in
            let topic = Topic.forTest("happening")
            let cluster = try MockCluster(topic: topic.name, partitions: 1)
            cluster.silence(topic.name)
            try await Happening.$happenings.withValue(topic) {
                try await database.transaction { try await outbox.append(Happening("a", 1), in: $0) }

                try await withRelay(
                    of: outbox, on: database, servers: cluster.bootstrapServers, patience: .milliseconds(200)
                ) {
                    try await eventually("the lease is held") {
                        try await database.query("SELECT epoch FROM relay_lease", as: Int.self) == [1]
                    }
                }

                #expect(
                    try await database.query(
                        "SELECT expires_at > clock_timestamp() FROM relay_lease", as: Bool.self) == [true])
                #expect(try await dueCount(in: database) == 1)
            }
        }
    }

    @Test func `lets the outbox grow while the broker is away, and loses nothing of it`() async throws {
        try await withMessaging { database, _ in
            try await withHappenings { listener in
                try await withProxy(to: TestBroker.servers) { proxy in
                    proxy.shut()
                    try await withRelay(of: outbox, on: database, servers: proxy.address) {
                        for number in 1...20 {
                            try await database.transaction { transaction in
                                try await outbox.append(Happening("a", number), in: transaction)
                            }
                        }
                        try await eventually("the broker is asked for") { proxy.turnedAway > 0 }
                        #expect(try await dueCount(in: database) == 20)

                        proxy.open()
                        try await untilAllSent(from: database)
                    }

                    try await eventually("all are heard") { listener.records.map(\.version) == Array(1...20) }
                }
            }
        }
    }
}

/// Runs a relay with a producer of its own, as each process of a service does.
func withRelay<R: Sendable>(
    of outbox: Outbox, on database: Database, servers: String? = nil, batch: Int = 1_000,
    patience: Duration = .seconds(10), _ body: () async throws -> R
) async throws -> R {
    let producer = try TestBroker.producer(servers: servers)
    let relay = OutboxRelay(
        outbox: outbox, database: database, producer: producer, batch: batch, patience: patience,
        logger: TestDatabase.logger)
    return try await running(producer, relay, while: body)
}
