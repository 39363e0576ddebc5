import Events
import Foundation
import Messaging
import Observability
import Postgres
import TestSupport
import Testing
import Vocabulary

@Suite("The outbox")
struct OutboxTests {
    private let outbox = Outbox(service: "test")

    @Test func `counts versions of each key without a gap, in the order of appending`() async throws {
        try await withMessaging { database, delivery in
            try await database.transaction { transaction in
                try await outbox.append(
                    [left("1000001", day: 1), left("1000002", day: 2), left("1000001", day: 3)], in: transaction)
                try await outbox.append(left("1000001", day: 4), in: transaction)
            }

            let appended = try await delivery.appended(ECTLeftSchool.self)
            #expect(appended.map(\.metadata.sequence) == [1, 1, 2, 3])
            #expect(appended.map { $0.event.leftOn.daysSinceEpoch - 20_000 } == [1, 2, 3, 4])
        }
    }

    @Test func `gives no version where the topic has no order`() async throws {
        try await withMessaging { database, delivery in
            try await database.transaction { try await outbox.append([tutor("a"), tutor("b")], in: $0) }

            #expect(try await delivery.appended(SetInductionTutor.self).map(\.metadata.sequence) == [nil, nil])
            #expect(try await database.query("SELECT count(*) FROM outbox_version", as: Int.self) == [0])
        }
    }

    @Test func `keeps nothing of a transaction that was rolled back, versions included`() async throws {
        try await withMessaging { database, delivery in
            await #expect(throws: Stumble.self) {
                try await database.transaction { transaction in
                    try await outbox.append(left("1000001"), in: transaction)
                    throw Stumble()
                }
            }
            try await database.transaction { try await outbox.append(left("1000001"), in: $0) }

            #expect(try await delivery.appended(ECTLeftSchool.self).map(\.metadata.sequence) == [1])
        }
    }

    @Test func `writers at the same time leave every key dense and its sequence in order`() async throws {
        try await withMessaging(maximumConnections: 8) { database, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        var random = SeededNumbers(seed: writer)
                        for _ in 0..<40 {
                            let keys = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                                left(String(1_000_000 + Int.random(in: 0..<5, using: &random)))
                            }
                            try await database.transaction { try await outbox.append(keys, in: $0) }
                        }
                    }
                }
                try await group.waitForAll()
            }

            let broken = try await database.query(
                """
                SELECT count(*) FROM (
                    SELECT version, row_number() OVER (PARTITION BY topic, key ORDER BY seq) AS place FROM outbox
                ) AS row WHERE version <> place
                """, as: Int.self)
            #expect(broken == [0])
        }
    }

    @Test func `an event appended by a handler carries on the story and the trace of what caused it`() async throws {
        try await withMessaging { database, delivery in
            let cause = EventMetadata(
                id: UUID(), time: Date(), correlationID: UUID(),
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")

            let appended = try #require(try await appended(because: cause, by: delivery).first)
            #expect(appended.metadata.causationID == cause.id)
            #expect(appended.metadata.correlationID == cause.correlationID)
            let trace = try #require(appended.metadata.traceparent.flatMap(TraceContext.init(traceparent:)))
            #expect(trace.traceID == "0af7651916cd43dd8448eb211c80319c")
        }
    }

    @Test(arguments: [nil, "00-0-0-0"])
    func `events that one event led to have one trace, even if it carried none that can be read`(
        _ carried: String?
    ) async throws {
        try await withMessaging { database, delivery in
            let cause = EventMetadata(id: UUID(), time: Date(), traceparent: carried)

            let traces = try await appended(because: cause, by: delivery).map(\.metadata.traceparent)
            #expect(traces.count == 2)
            #expect(Set(traces).count == 1)
            #expect(traces.allSatisfy { $0.flatMap(TraceContext.init(traceparent:)) != nil })
            #expect(MessageContext(handling: cause).traceparent == nil)
        }
    }

    /// What a handler of one event appends without naming its cause: two events.
    private func appended(
        because cause: EventMetadata, by delivery: EventDelivery
    ) async throws -> [Received<ECTLeftSchool>] {
        var subscription = Subscription("carry")
        subscription.on(
            SetInductionTutor.self,
            perform: { _, transaction in
                try await outbox.append(left("1000001"), in: transaction)
                try await outbox.append(left("1000002"), in: transaction)
            })
        try await delivery.deliver(records: [delivery.record(of: tutor("a"), metadata: cause)], to: subscription)
        return try await delivery.appended(ECTLeftSchool.self)
    }

    @Test func `an event appended while a request is answered carries on the trace of the request`() async throws {
        try await withMessaging { database, delivery in
            let trace = TraceContext.root()
            try await TraceContext.$current.withValue(trace) {
                try await database.transaction { try await outbox.append(left("1000001"), in: $0) }
            }

            let appended = try await delivery.appended(ECTLeftSchool.self)
            #expect(appended.map(\.metadata.traceparent) == [trace.traceparent])
        }
    }

    @Test func `a savepoint that is undone takes its events with it`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("savepoint")
            subscription.on(
                SetInductionTutor.self,
                perform: { _, transaction in
                    try await outbox.append(left("1000001", day: 1), in: transaction)
                    do {
                        try await transaction.savepoint { inner in
                            try await outbox.append(left("1000001", day: 2), in: inner)
                            throw Stumble()
                        }
                    } catch is Stumble {}
                })

            try await delivery.deliver([tutor("a")], to: subscription)

            #expect(try await delivery.appended(ECTLeftSchool.self).map(\.event.leftOn.daysSinceEpoch) == [20_001])
        }
    }

    @Test func `what handlers append one by one is written once for the batch`() async throws {
        try await withMessaging { database, delivery in
            var subscription = Subscription("many")
            subscription.on(
                SetInductionTutor.self,
                perform: { _, transaction in
                    try await outbox.append(left("1000001"), in: transaction)
                })

            try await delivery.deliver((0..<50).map { tutor("\($0)", urn: "\(100_000 + $0)") }, to: subscription)

            #expect(
                try await delivery.appended(ECTLeftSchool.self).map(\.metadata.sequence) == (1...50).map { Int64($0) })
            let transactions = try await database.query("SELECT count(DISTINCT xmin::text) FROM outbox", as: Int.self)
            #expect(transactions == [1])
        }
    }
}
