import Events
import Foundation
import Kafka
import Postgres
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Messaging

/// The connection breaks between COMMIT and its answer: mostly after the server has committed.
@Suite("When the outcome of COMMIT is unknown")
struct UnknownCommitTests {
    private let outbox = Outbox(service: "test")

    /// Runs `body` with a database behind a proxy that loses answers on demand.
    private func withLossyDatabase(_ body: (Database, EventDelivery, TCPProxy) async throws -> Void) async throws {
        guard var url = URLComponents(string: try TestDatabase.url), let host = url.host else {
            throw NoProxy(description: "TEST_DATABASE_URL names no host")
        }
        try await withProxy(to: "\(host):\(url.port ?? 5432)") { proxy in
            url.host = "127.0.0.1"
            url.port = proxy.port
            // On an encrypted connection, the proxy could not tell which answer to lose.
            url.queryItems = (url.queryItems ?? []) + [URLQueryItem(name: "sslmode", value: "disable")]
            let lossy = url.string
            try await withMessaging(configure: { $0.url = lossy ?? $0.url }) { database, delivery in
                try await body(database, delivery, proxy)
            }
        }
    }

    private func subscription(counting runs: Tally) -> Subscription {
        var subscription = Subscription("day-log")
        subscription.on(ECTLeftSchool.self) { received, transaction in
            runs.add()
            try await write("\(received.event.leftOn.daysSinceEpoch - 20_000)", of: received.key, in: transaction)
            try await outbox.append(tutor("told of \(received.key)"), in: transaction)
        }
        return subscription
    }

    @Test(arguments: [1, 3])
    func `a batch that was committed is not applied again`(losses: Int) async throws {
        try await withLossyDatabase { database, delivery, proxy in
            let runs = Tally()
            let records = try (1...3).map { try delivery.record(of: left("1000001", day: $0)) }
            proxy.loseAnswersToCommit(losses)

            try await delivery.deliver(records: records, to: subscription(counting: runs))

            #expect(proxy.lostAnswers == losses)
            #expect(runs.count == 3)
            #expect(try await written(in: database) == ["1000001": "1 2 3"])
            #expect(try await delivery.appended(SetInductionTutor.self).count == 3)
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `the step says that it does not know, and finds everything done when it is run again`() async throws {
        try await withLossyDatabase { database, delivery, proxy in
            let runs = Tally()
            let subscription = subscription(counting: runs)
            let step = ConsumerStep(subscription, database: database)
            let batch = DecodedBatch([try delivery.record(of: left("1000001", day: 1))], for: subscription)
            proxy.loseAnswersToCommit(1)

            var preparation: ConsumerStep.Preparation?
            let error = await #expect(throws: PostgresError.self) {
                _ = try await step.run(batch.events, preparation: &preparation)
            }
            #expect(error?.kind == .commitUnknown)
            let report = try await step.run(batch.events, preparation: &preparation)

            #expect(report.counts == [.duplicate: 1])
            #expect(runs.count == 1)
            #expect(try await written(in: database) == ["1000001": "1"])
        }
    }

    @Test func `a batch whose COMMIT never arrived is applied when it is run again`() async throws {
        try await withLossyDatabase { database, delivery, proxy in
            let runs = Tally()
            var subscription = Subscription("day-log")
            subscription.on(ECTLeftSchool.self) { received, transaction in
                runs.add()
                try await write("\(received.event.leftOn.daysSinceEpoch - 20_000)", of: received.key, in: transaction)
                // Nothing but COMMIT follows.
                if runs.count == 1 { proxy.loseNextRequest() }
            }
            let step = ConsumerStep(subscription, database: database)
            let batch = DecodedBatch([try delivery.record(of: left("1000001", day: 1))], for: subscription)

            var preparation: ConsumerStep.Preparation?
            let error = await #expect(throws: PostgresError.self) {
                _ = try await step.run(batch.events, preparation: &preparation)
            }
            #expect(error?.kind == .commitUnknown)
            let report = try await step.run(batch.events, preparation: &preparation)

            #expect(report.counts == [.applied: 1])
            #expect(runs.count == 2)
            #expect(try await written(in: database) == ["1000001": "1"])
        }
    }

    @Test func `a parked event that was applied on its replay is not applied again`() async throws {
        try await withLossyDatabase { database, delivery, proxy in
            let runs = Tally()
            let isBroken = Mutex(true)
            let broken = dayLog { _ in if isBroken.withLock({ $0 }) { throw Poison("for this test") } }
            let records = try (1...2).map { try delivery.record(of: left("1000001", day: $0)) }
            try await delivery.deliver(records: records, to: broken)
            #expect(try await delivery.parked().count == 2)
            isBroken.withLock { $0 = false }
            _ = try await DeadLetters(database: database).replay(
                key: "1000001", of: ECTLeftSchool.topic.name, actor: "test")
            proxy.loseAnswersToCommit(2)

            try await delivery.retryParked(of: subscription(counting: runs))

            #expect(proxy.lostAnswers == 2)
            #expect(runs.count == 2)
            #expect(try await written(in: database) == ["1000001": "1 2"])
            #expect(try await delivery.parked().isEmpty)
        }
    }
}

/// A counter of a handler's runs.
final class Tally: Sendable {
    private let counted = Mutex(0)

    var count: Int { counted.withLock { $0 } }

    func add() { counted.withLock { $0 += 1 } }
}
