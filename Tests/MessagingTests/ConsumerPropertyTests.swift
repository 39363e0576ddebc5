import Events
import Foundation
import Kafka
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@Suite("Whatever happens to records on their way")
struct ConsumerPropertyTests {
    /// Throws at random the errors of a lost connection, rarely enough for every batch to succeed between two failures.
    final class Weather: Sendable {
        private let generator: Mutex<SeededNumbers>

        init(seed: UInt64) {
            generator = Mutex(SeededNumbers(seed: seed))
        }

        func strike() throws {
            switch generator.withLock({ Int.random(in: 0..<150, using: &$0) }) {
            case 0: throw Unavailable("lightning")
            case 1: throw PostgresError(.connection)
            case 2: throw PostgresError(.commitUnknown)
            default: return
            }
        }
    }

    @Test(arguments: 1...30)
    func `shuffled, doubled and interrupted events end as if they had come in order`(seed: Int) async throws {
        try await withMessaging { database, delivery in
            var random = SeededNumbers(seed: seed)
            let weather = Weather(seed: UInt64(seed) &* 7_919)
            let keys = (0..<4).map { String(1_000_000 + $0) }
            let originals = try keys.flatMap { key in
                try (1...8).map { try delivery.record(of: left(key, day: $0), metadata: .version(Int64($0))) }
            }
            var records = originals.flatMap { Array(repeating: $0, count: Int.random(in: 1...3, using: &random)) }
            records.shuffle(using: &random)
            var subscription = Subscription("property")
            let steps: @Sendable (Received<ECTLeftSchool>, Transaction) async throws -> Void = {
                received, transaction in
                try weather.strike()
                try await write("\(received.event.leftOn.daysSinceEpoch - 20_000)", of: received.key, in: transaction)
                try weather.strike()
            }
            if seed.isMultiple(of: 2) {
                subscription.on(ECTLeftSchool.self, perform: steps)
            } else {
                subscription.on(
                    ECTLeftSchool.self,
                    performAll: { received, transaction in
                        for one in received { try await steps(one, transaction) }
                    })
            }

            while !records.isEmpty {
                let batch = Array(records.prefix(Int.random(in: 1...12, using: &random)))
                records.removeFirst(batch.count)
                try await delivery.deliver(records: batch, to: subscription)
            }

            let expected = Dictionary(uniqueKeysWithValues: keys.map { ($0, "1 2 3 4 5 6 7 8") })
            #expect(try await written(in: database) == expected)
            #expect(try await delivery.parked().isEmpty)
            if seed.isMultiple(of: 3) { try await database.execute("DELETE FROM inbox") }
            try await delivery.deliver(records: originals.shuffled(using: &random), to: subscription)
            #expect(try await written(in: database) == expected)
        }
    }

    @Test(arguments: 1...10)
    func `two consumers of one partition at once do no more than one`(seed: Int) async throws {
        try await withMessaging { database, delivery in
            var random = SeededNumbers(seed: seed)
            let keys = (0..<3).map { String(1_000_000 + $0) }
            let originals = try (1...10).flatMap { day in
                try keys.map { try delivery.record(of: left($0, day: day), metadata: .version(Int64(day))) }
            }
            let orders = [originals.shuffled(using: &random), originals]

            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, order) in orders.enumerated() {
                    var random = SeededNumbers(seed: seed * 10 + index)
                    let sizes = (0..<30).map { _ in Int.random(in: 1...5, using: &random) }
                    group.addTask {
                        var rest = order[...]
                        for size in sizes where !rest.isEmpty {
                            try await delivery.deliver(records: Array(rest.prefix(size)), to: dayLog())
                            rest = rest.dropFirst(size)
                        }
                        if !rest.isEmpty { try await delivery.deliver(records: Array(rest), to: dayLog()) }
                    }
                }
                try await group.waitForAll()
            }

            try await delivery.retryParked(of: dayLog())
            let expected = Dictionary(uniqueKeysWithValues: keys.map { ($0, "1 2 3 4 5 6 7 8 9 10") })
            #expect(try await written(in: database) == expected)
            #expect(try await delivery.parked().isEmpty)
        }
    }
}
