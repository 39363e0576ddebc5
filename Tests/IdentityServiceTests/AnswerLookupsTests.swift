import Events
import Foundation
import Kafka
import Messaging
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import IdentityService

@Suite("Answering lookups")
struct AnswerLookupsTests {
    private static let now: Instant = 60

    /// A replacement for the broker.
    private final class Broker: Sendable {
        let records = Mutex<[OutgoingRecord]>([])
        let isAway = Mutex(false)
        let refusals = Mutex(0)

        func send(_ records: [OutgoingRecord]) throws {
            if isAway.withLock({ $0 }) {
                refusals.withLock { $0 += 1 }
                throw Unavailable("the broker is away")
            }
            self.records.withLock { $0 += records }
        }

        func answers() throws -> [LookupAnswered] {
            try records.withLock { $0 }.map { try EventCoding.decode(LookupAnswered.self, from: $0.value ?? []) }
        }
    }

    private func lookup(
        _ trn: TRN = "1234567", dateOfBirth: IdentityDigest? = 1, nationalInsuranceNumber: IdentityDigest? = nil,
        deadline: Instant = 61
    ) -> LookupRequested {
        LookupRequested(
            requestID: UUID(), trn: trn, dateOfBirthDigest: dateOfBirth,
            nationalInsuranceNumberDigest: nationalInsuranceNumber, replyTo: UUID(), deadline: deadline)
    }

    private func lookups(_ world: World, _ broker: Broker) -> Subscription {
        IdentityService.lookups(
            AnswerLookups(database: world.database, send: { try broker.send($0) }, now: { Self.now.date }))
    }

    @Test func `every result reaches the process that asked, in the order of the questions`() async throws {
        try await withWorld { world in
            let broker = Broker()
            try await world.deliver([
                person(), person("2000001", induction: .passed), person("2000002", induction: .failed),
                person("2000003", induction: .exempt), person("2000004", prohibition: Prohibition()),
                PersonDeactivated(trn: "2000005", observedAt: 1),
                PersonMerged(trn: "2000006", mergedInto: "1234567", observedAt: 1),
            ])
            let asked = [
                lookup(), lookup(dateOfBirth: 9, nationalInsuranceNumber: 2), lookup(dateOfBirth: 9),
                lookup("2000001"), lookup("2000002"), lookup("2000003"), lookup("2000004"), lookup("2000005"),
                lookup("2000006"), lookup("2000007"),
            ]
            try await world.delivery.deliver(asked, to: lookups(world, broker))

            let answers = try broker.answers()
            #expect(answers.map(\.requestID) == asked.map(\.requestID))
            #expect(answers.map(\.replyTo) == asked.map(\.replyTo))
            #expect(
                answers.map(\.result.known) == [
                    .matched, .matched, .notMatched, .inductionPassed, .inductionFailed, .inductionExempt, .prohibited,
                    .deactivated, .merged, .unknown,
                ])
            #expect(answers.prefix(3).map(\.matchedBy?.known) == [.dateOfBirth, .nationalInsuranceNumber, nil])
            #expect(
                answers.map { $0.teacher != nil } == [
                    true, true, false, true, true, true, true, false, false, false,
                ])
            #expect(answers[8].mergedInto == "1234567")
        }
    }

    @Test func `while a key is changed everybody is found under the old one or the new one`() async throws {
        try await withWorld { world in
            let broker = Broker()
            let (old, new) = (LookupKeyID(1), LookupKeyID(2))
            try await world.deliver([
                person(dateOfBirth: 11, under: old), person("2000001", dateOfBirth: 12, under: new),
                person("2000002", dateOfBirth: 11, under: LookupKeyID(3)), person("2000003"),
                person("2000004", under: old), PersonDeactivated(trn: "2000004", observedAt: 2),
            ])
            let asked = ["1234567", "2000001", "2000002"].map { (trn: TRN) in
                LookupRequested(
                    requestID: UUID(), trn: trn, dateOfBirthDigest: 12, lookupKeyID: new,
                    underEarlierKeys: [
                        KeyedDigests(lookupKeyID: old, dateOfBirthDigest: 11, nationalInsuranceNumberDigest: nil)
                    ], replyTo: UUID(), deadline: 61)
            }
            try await world.delivery.deliver(asked, to: lookups(world, broker))

            #expect(try broker.answers().map(\.result.known) == [.matched, .matched, .notComparable])
            #expect(
                try await world.persons.countByKey(in: world.database).map { "\($0?.rawValue ?? "") \($1)" }
                    == ["00000001 1", "00000002 1", "00000003 1", " 1"])
        }
    }

    @Test func `an answer carries on the story of its question and has its key`() async throws {
        try await withWorld { world in
            let broker = Broker()
            let question = try world.delivery.record(of: lookup())
            try await world.delivery.deliver(records: [question], to: lookups(world, broker))

            let record = try #require(broker.records.withLock { $0 }.first)
            let (_, asked) = try CloudEventHeaders.decode(question.headers.map { ($0.name, $0.value) })
            let (type, metadata) = try CloudEventHeaders.decode(record.headers.map { ($0.name, $0.value) })
            #expect(record.topic == "identity.lookup-reply.v1" && type == LookupAnswered.type)
            #expect(metadata.causationID == asked.id && metadata.correlationID == asked.id)
            #expect(record.key == Array(try #require(try broker.answers().first).key.utf8))
        }
    }

    @Test func `a question that nobody waits for, however far clocks are apart, is dropped`() async throws {
        try await withWorld { world in
            let broker = Broker()
            let (awaited, behind) = (lookup(), lookup(deadline: 51))
            try await world.delivery.deliver(
                [lookup(deadline: 50), awaited, lookup(deadline: 1), behind], to: lookups(world, broker))

            #expect(try broker.answers().map(\.requestID) == [awaited.requestID, behind.requestID])
        }
    }

    @Test func `a question that comes twice is answered twice`() async throws {
        try await withWorld { world in
            let broker = Broker()
            let records = try await world.delivery.deliver([lookup()], to: lookups(world, broker))
            try await world.delivery.deliver(records: records, to: lookups(world, broker))

            #expect(try broker.answers().count == 2)
        }
    }

    @Test func `questions are kept while the broker is away and nothing is parked`() async throws {
        try await withWorld { world in
            let broker = Broker()
            broker.isAway.withLock { $0 = true }
            let delivering = Task { try await world.delivery.deliver([lookup()], to: lookups(world, broker)) }
            try await eventually("a question that could not be answered") { broker.refusals.withLock { $0 } > 0 }
            broker.isAway.withLock { $0 = false }
            _ = try await delivering.value

            #expect(try broker.answers().count == 1)
            #expect(try await world.delivery.parked().isEmpty)
            #expect(try await world.delivery.appendedTypes().isEmpty)
        }
    }
}
