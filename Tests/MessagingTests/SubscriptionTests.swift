import Events
import Foundation
import Kafka
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@Suite("A subscription")
struct SubscriptionTests {
    @Test func `applies events of one key in order`() async throws {
        try await withMessaging { database, delivery in
            try await delivery.deliver((1...5).map { left("1000001", day: $0) }, to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2 3 4 5"])
        }
    }

    @Test func `a record that comes again changes nothing`() async throws {
        try await withMessaging { database, delivery in
            let records = try await delivery.deliver([left("1000001", day: 1)], to: dayLog())

            try await delivery.deliver(records: records + records, to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1"])
        }
    }

    @Test func `a pruned inbox is backed by the applied version`() async throws {
        try await withMessaging { database, delivery in
            let records = try await delivery.deliver((1...3).map { left("1000001", day: $0) }, to: dayLog())
            try await database.execute("DELETE FROM inbox")

            try await delivery.deliver(records: records, to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2 3"])
        }
    }

    @Test func `an event that is too early waits and is applied when the gap closes`() async throws {
        try await withMessaging { database, delivery in
            let records = try (1...4).map { try delivery.record(of: left("1000001", day: $0)) }

            try await delivery.deliver(records: [records[0], records[2], records[3]], to: dayLog())
            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await delivery.parked().map(\.kind) == [.gap, .gap])
            try await delivery.deliver(records: [records[1]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 2 3 4"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `an overtaken snapshot is stale`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("statuses")
            subscription.on(TeacherUpdated.self) { received, transaction in
                try await write(received.event.status.rawValue, of: received.key, in: transaction)
            }
            let old = try delivery.record(of: teacher("1000001", .active))
            let new = try delivery.record(of: teacher("1000001", .deactivated))

            try await delivery.deliver(records: [new, old], to: subscription)

            #expect(try await written(in: database) == ["1000001": "deactivated"])
        }
    }

    @Test func `runs of one type are handed over at once`() async throws {
        try await withMessaging { database, delivery in
            let sizes = Mutex<[Int]>([])
            var subscription = Subscription("sizes")
            subscription.on(
                ECTLeftSchool.self,
                performAll: { received, _ in
                    sizes.withLock { $0.append(received.count) }
                })

            try await delivery.deliver((1...30).map { left("10000\($0 + 10)") }, to: subscription)

            #expect(sizes.withLock { $0 } == [30])
        }
    }

    @Test func `what was prepared outside the transaction reaches the handler`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("prepared")
            subscription.on(
                ECTLeftSchool.self,
                preparing: { received in received.count },
                performAll: { received, count, transaction in
                    for one in received { try await write("\(count)", of: one.key, in: transaction) }
                })

            try await delivery.deliver([left("1000001"), left("1000002")], to: subscription)

            #expect(try await written(in: database) == ["1000001": "2", "1000002": "2"])
        }
    }

    @Test func `what was fetched before the transaction is not fetched again while the transaction has to wait`()
        async throws
    {
        try await withMessaging { database, delivery in
            let (fetches, runs) = (Tally(), Tally())
            var subscription = Subscription("prepared")
            subscription.on(
                ECTLeftSchool.self,
                preparing: { _ in
                    fetches.add()
                    return fetches.count
                },
                performAll: { received, fetched, transaction in
                    runs.add()
                    guard runs.count == 3 else { throw Unavailable("something else") }
                    for one in received { try await write("\(fetched)", of: one.key, in: transaction) }
                })

            try await delivery.deliver([left("1000001")], to: subscription)

            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(fetches.count == 1)
        }
    }

    @Test func `an unknown type is skipped, and its version counts`() async throws {
        try await withMessaging { database, delivery in
            let records = try [
                delivery.record(of: left("1000001", day: 1)),
                delivery.record(of: left("1000001", day: 2), metadata: .version(2)),
                delivery.record(of: left("1000001", day: 3), metadata: .version(3)),
            ]
            let unknown = records[1].changing(header: "ce_type", to: "uk.gov.education.registration.ect.promoted")

            try await delivery.deliver(records: [records[0], unknown, records[2]], to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1 3"])
        }
    }

    @Test func `a tombstone is skipped and garbage is parked without blocking anybody`() async throws {
        try await withMessaging { database, delivery in
            let key = Array("1000001".utf8)
            let noise = (0..<2_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let records = try [
                delivery.record(topic: .ect, key: key, value: nil),
                delivery.record(topic: .ect, key: key, value: noise),
                delivery.record(topic: .ect, key: nil, value: noise),
                delivery.record(
                    topic: .ect, key: [0xFF, 0x00], value: [], headers: [KafkaHeader(name: "ce_id", value: nil)]),
                delivery.record(topic: .ect, key: key, value: [], headers: [KafkaHeader("ce_id", "not a UUID")]),
                delivery.record(of: left("1000001", day: 1)),
            ]

            try await delivery.deliver(records: records, to: dayLog())
            try await delivery.deliver(records: records, to: dayLog())

            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await delivery.parked().map(\.kind) == [.poison, .poison, .poison, .poison])
        }
    }

    @Test func `a second handler of one type is noticed`() {
        var subscription = dayLog()
        #expect(subscription.repeatedTypes.isEmpty)

        subscription.on(ECTLeftSchool.self) { (_: Received<ECTLeftSchool>, _: Transaction) in }

        #expect(subscription.repeatedTypes == [ECTLeftSchool.type])
    }

    @Test func `a handler that keeps its own inbox sees duplicates`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("commands", inbox: .leftToHandler)
            subscription.on(SetInductionTutor.self) { received, transaction in
                try await write(received.event.commandID, of: received.key, in: transaction)
            }

            let records = try await delivery.deliver([tutor("a")], to: subscription)
            try await delivery.deliver(records: records, to: subscription)

            #expect(try await written(in: database) == ["100000": "a a"])
        }
    }

    @Test func `an event that is missing a database is tried until it is there`() async throws {
        try await withMessaging { database, delivery in
            let tries = Mutex(0)
            let subscription = dayLog { _ in
                let count = tries.withLock {
                    $0 += 1
                    return $0
                }
                if count <= 4 { throw Unavailable("the test wants it so") }
            }

            try await delivery.deliver([left("1000001", day: 1)], to: subscription)

            #expect(try await written(in: database) == ["1000001": "1"])
            #expect(try await delivery.parked().isEmpty)
        }
    }
}

extension KafkaRecord {
    func changing(header name: String, to text: String) -> KafkaRecord {
        KafkaRecord(
            topic: topic, partition: partition, offset: offset, timestamp: timestamp, key: key, value: value,
            headers: headers.map { $0.name == name ? KafkaHeader(name, text) : $0 })
    }
}

extension EventMetadata {
    static func version(_ sequence: Int64) -> EventMetadata {
        EventMetadata(id: UUID(), time: Date(), sequence: sequence)
    }
}
