import Events
import Foundation
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("Two relays of one outbox", .timeLimit(.minutes(5)))
struct TwoRelaysTests {
    private let processes = [Outbox(service: "test"), Outbox(service: "test")]

    @Test(arguments: [false, true])
    func `publish every event, in order per key, whoever holds the lease`(isTornAway: Bool) async throws {
        try await withMessaging(maximumConnections: 10) { database, delivery in
            try await withHappenings { listener in
                try await withRelay(of: processes[0], on: database) {
                    try await withRelay(of: processes[1], on: database) {
                        try await append(to: database, tearingTheLeaseAway: isTornAway)
                        try await eventually(within: .seconds(40), "an empty outbox") {
                            try await dueCount(in: database) == 0
                        }
                        let epoch = try await database.query("SELECT epoch FROM relay_lease", as: Int.self).first ?? 0
                        #expect(isTornAway ? epoch > 1 : epoch == 1)
                    }
                }
                let appended = try await delivery.appended(Happening.self)
                try await eventually("everything is heard") {
                    Set(listener.records.compactMap(\.eventID)).count == appended.count
                }

                let records = listener.records
                #expect(Set(records.compactMap(\.eventID)) == Set(appended.map(\.metadata.id)))
                if !isTornAway { #expect(records.count == appended.count) }
                for (key, versions) in Dictionary(grouping: records, by: \.keyText).mapValues(firstOccurrences) {
                    #expect(versions == Array(1...versions.count), "\(key)")
                }
                try await expectAppliedInOrder(records, appended.count, delivery)
            }
        }
    }

    /// Four writers in two processes, on keys that they share.
    private func append(to database: Database, tearingTheLeaseAway isTornAway: Bool) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    var random = SeededNumbers(seed: writer)
                    for number in 0..<60 {
                        let events = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                            Happening("key-\(Int.random(in: 0..<5, using: &random))", number)
                        }
                        try await database.transaction { try await processes[writer % 2].append(events, in: $0) }
                    }
                }
            }
            if isTornAway {
                for count in [60, 200] {
                    try await eventually("\(count) events") {
                        try await database.query("SELECT count(*) >= \(count) FROM outbox", as: Bool.self) == [true]
                    }
                    try await expireLease(in: database)
                }
            }
            try await group.waitForAll()
        }
    }

    private func firstOccurrences(_ records: [KafkaRecord]) -> [Int] {
        var seen: Set<Int> = []
        return records.compactMap(\.version).filter { seen.insert($0).inserted }
    }

    private func expectAppliedInOrder(
        _ records: [KafkaRecord], _ count: Int, _ delivery: EventDelivery
    ) async throws {
        var subscription = Subscription("versions")
        subscription.on(Happening.self) { received, transaction in
            try await write("\(received.metadata.sequence ?? 0)", of: received.key, in: transaction)
        }
        try await delivery.deliver(records: records, to: subscription)

        let steps = try await written(in: delivery.database).mapValues {
            $0.split(separator: " ").compactMap { Int($0) }
        }
        #expect(steps.values.allSatisfy { $0 == Array(1...$0.count) })
        #expect(steps.values.map(\.count).reduce(0, +) == count)
        #expect(try await delivery.parked().isEmpty)
    }
}
