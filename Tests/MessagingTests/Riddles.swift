import Foundation
import Kafka
import Messaging
import Synchronization
import TestSupport

@testable import Events

/// A question, on a topic that no other test has.
struct Riddle: Event, Hashable {
    static let type: EventType = "test.riddle.asked"
    static var topic: Topic { riddles }
    @TaskLocal static var riddles = Topic.forTest("riddle", partitions: 1, ordering: .unordered)

    var id = UUID()
    var replyTo: UUID
    var text: String
    var key: String { text }
}

/// Its answer.
struct Solution: Event, Hashable {
    static let type: EventType = "test.riddle.solved"
    static var topic: Topic { solutions }
    @TaskLocal static var solutions = Topic.forTest("solution", partitions: 1, ordering: .unordered)

    var id: UUID
    var replyTo: UUID
    var text: String
    var key: String { id.uuidString }

    init(of riddle: Riddle, replyTo: UUID? = nil, text: String? = nil) {
        self.id = riddle.id
        self.replyTo = replyTo ?? riddle.replyTo
        self.text = text ?? "solution of \(riddle.text)"
    }
}

/// A process that asks riddles, and another service that answers them as the test specifies.
struct Riddling: Sendable {
    let questions: Questions<Riddle, Solution>
    private let producer: KafkaProducer

    func riddle(_ text: String, id: UUID = UUID()) -> Riddle {
        Riddle(id: id, replyTo: questions.replyTo, text: text)
    }

    func ask(_ riddles: Riddle..., within deadline: Duration = .seconds(15)) async throws -> [UUID: Solution] {
        try await questions.ask(riddles, within: deadline).answers
    }

    /// Sends a solution that was not requested now.
    func send(_ solutions: Solution...) async throws { try await Self.send(solutions, by: producer) }

    /// - Parameter servers: the servers that questions are sent to, if not the broker of the test.
    static func during<R: Sendable>(
        answering solutions: @escaping @Sendable (Riddle) -> [Solution], questionsSentTo servers: String? = nil,
        _ body: (Riddling) async throws -> R
    ) async throws -> R {
        let riddleTopic = Topic.forTest("riddle", partitions: 1, ordering: .unordered)
        let solutionTopic = Topic.forTest("solution", partitions: 1, ordering: .unordered)
        try await riddleTopic.create()
        try await solutionTopic.create()
        return try await Riddle.$riddles.withValue(riddleTopic) {
            try await Solution.$solutions.withValue(solutionTopic) {
                let answers = try TestBroker.producer()
                let asking = try TestBroker.producer(servers: servers)
                let questions = try questions(by: asking)
                let other = try Listener(to: riddleTopic) { record in
                    let riddle = try EventCoding.decode(Riddle.self, from: record.value ?? [])
                    try await send(solutions(riddle), by: answers)
                }
                return try await running(answers, asking, questions, other) {
                    try await other.ready()
                    return try await body(Riddling(questions: questions, producer: answers))
                }
            }
        }
    }

    private static func questions(by producer: KafkaProducer) throws -> Questions<Riddle, Solution> {
        try Questions(
            .init(question: \.id, answer: \.id, replyTo: \.replyTo), service: "test", kafka: TestBroker.settings(),
            producer: producer, logger: TestDatabase.logger)
    }

    private static func send(_ solutions: [Solution], by producer: KafkaProducer) async throws {
        let records = try solutions.map { solution in
            let headers = CloudEventHeaders.encode(
                type: Solution.type, metadata: EventMetadata(id: UUID(), time: Date()), source: "urn:test",
                subject: solution.key)
            return OutgoingRecord(
                topic: Solution.topic.name, key: Array(solution.key.utf8), value: try EventCoding.encode(solution),
                headers: headers.map { KafkaHeader(name: $0.name, value: $0.value) })
        }
        _ = try await producer.send(records)
    }
}
