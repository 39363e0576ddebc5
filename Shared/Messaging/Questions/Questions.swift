package import Events
package import Foundation
package import Kafka
package import Logging
import Metrics
import ServiceLifecycle
import Vocabulary

/// A service that asks other services and waits for their answers: request and reply over two topics.
///
/// Questions go straight to Kafka: the answer to a question that its asker has forgotten is of no use. Every process
/// reads all answers and keeps those that name it in `replyTo`. A question that was not answered in time is unknown,
/// never refused. A caller that asks it again under the same id within half a minute waits for the same answer, or
/// receives the answer that arrived in between. Any other answer that arrives late or twice is counted and discarded.
package final class Questions<Question: Event, Answer: Event>: Service {
    /// The id of this process, for the `replyTo` of every question.
    package let replyTo: UUID

    private let producer: KafkaProducer
    private let tail: KafkaTail
    private let correlation: Correlation
    private let service: String
    private let waiting = WaitingQuestions<Answer>()
    private let sending = SendsUnderWay()
    private let logger: Logger

    /// The most sends under way at once. This is enough for the worker of every partition; further questions would only
    /// be sent too late.
    private static var mostSends: Int { 8 }

    /// How to find the ids in the two events.
    package struct Correlation: Sendable {
        let idOfQuestion: @Sendable (Question) -> UUID
        let idOfAnswer: @Sendable (Answer) -> UUID
        let addressee: @Sendable (Answer) -> UUID

        package init(
            question: @escaping @Sendable (Question) -> UUID, answer: @escaping @Sendable (Answer) -> UUID,
            replyTo: @escaping @Sendable (Answer) -> UUID
        ) {
            self.idOfQuestion = question
            self.idOfAnswer = answer
            self.addressee = replyTo
        }
    }

    /// - Parameter service: the bare name of the asking service.
    /// - Throws: ``KafkaError`` for a setting that the library refuses.
    package init(
        _ correlation: Correlation, service: String, replyTo: UUID = UUID.version7(), kafka: KafkaSettings,
        producer: KafkaProducer, logger: Logger
    ) throws(KafkaError) {
        self.replyTo = replyTo
        self.producer = producer
        self.correlation = correlation
        self.service = service
        self.logger = logger
        self.tail = try KafkaTail(settings: kafka, topics: [Answer.topic.name], logger: logger)
    }

    /// Reads answers until the services shut down.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.tail.run() }
            group.addTask {
                for await record in self.tail.records { self.receive(record) }
            }
            try await group.waitForAll()
        }
    }

    /// Sends the questions together and returns when all are answered, or will not be.
    ///
    /// - It sends nothing before answers are being read.
    /// - It reuses an answer that arrived for an earlier round less than half a minute ago.
    /// - It sends a question again if the broker has had it without an answer for five seconds, then for ten, up to a
    ///   minute.
    ///
    /// A question that others overtake for five minutes counts as unanswered: the service that should answer it goes on
    /// without it.
    ///
    /// Cancelling stops the wait; questions that were sent may still be answered.
    /// - Parameter questions: a question that is asked again has the same id as before and differs only in its
    ///   deadline.
    /// - Parameter causes: what led to each question, by its id. It continues the correlation and trace of its cause.
    /// - Parameter deadline: how long to wait, counted from now. New questions must contain the same deadline.
    /// - Throws: ``QuestionTimedOut`` with the answers that did arrive, ``KafkaError``, or `CancellationError`.
    package func ask(
        _ questions: [Question], causedBy causes: [UUID: EventMetadata] = [:], within deadline: Duration = .seconds(3)
    ) async throws -> Answered<Answer> {
        guard !questions.isEmpty else { return Answered(answers: [:], slowest: .zero) }
        let ids = Set(questions.map(correlation.idOfQuestion))
        let round = waiting.begin(ids)
        defer { waiting.end(round) }
        let answered = try await withThrowingTaskGroup(of: Answered<Answer>.self) { group in
            group.addTask { try await self.keepSending(questions, causes, for: round) }
            group.addTask { try await self.waiting.answers(of: round) }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw QuestionTimedOut(answered: self.waiting.partial(of: round), missing: ids)
            }
            defer { group.cancelAll() }
            guard let answered = try await group.next() else { throw CancellationError() }
            return answered
        }
        waiting.end(round, isAnswered: true)
        return answered
    }

    /// Sends the questions that are due, for as long as the round lasts.
    private func keepSending(
        _ questions: [Question], _ causes: [UUID: EventMetadata], for round: Int
    ) async throws -> Never {
        try await tail.ready()
        while true {
            try await sending.untilFewer(than: Self.mostSends)
            giveUpOvertaken(of: round)
            let due = waiting.due(for: round)
            send(questions.filter { due.contains(correlation.idOfQuestion($0)) }, causes)
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func giveUpOvertaken(of round: Int) {
        for id in waiting.giveUpOvertaken(of: round) {
            logger.error(
                "a question is not answered although later ones are",
                metadata: ["topic": "\(Question.topic.name)", "request_id": "\(id.lowercase)"])
        }
    }

    /// Sends questions in a task of its own, since sending cannot be cancelled and may take as long as the broker is
    /// unavailable.
    private func send(_ questions: [Question], _ causes: [UUID: EventMetadata]) {
        guard !questions.isEmpty else { return }
        let ids = Set(questions.map(correlation.idOfQuestion))
        sending.begin()
        Task {
            defer { sending.end() }
            do {
                let deliveries = try await producer.send(try questions.map { try record($0, causes) })
                let places = zip(questions, deliveries).map { (correlation.idOfQuestion($0), $1.partition) }
                waiting.sent(Dictionary(places, uniquingKeysWith: { $1 }))
            } catch {
                waiting.fail(ids, with: error)
            }
        }
    }

    private func record(_ question: Question, _ causes: [UUID: EventMetadata]) throws -> OutgoingRecord {
        let id = correlation.idOfQuestion(question)
        let context = causes[id].map(MessageContext.init(handling:))
        // Every sending of a question is an event of its own.
        let metadata = EventMetadata(
            id: UUID.version7(), time: Date(), correlationID: context?.correlationID ?? id,
            causationID: context?.causationID, traceparent: context?.traceparent)
        return try OutgoingRecord(question, metadata, from: service)
    }

    func receive(_ record: KafkaRecord) {
        guard let value = record.value, record.header(CloudEventHeaders.Name.type) == Array(Answer.type.rawValue.utf8)
        else { return }
        do {
            let answer = try EventCoding.decode(Answer.self, from: value)
            guard correlation.addressee(answer) == replyTo else { return }
            if !waiting.resolve(correlation.idOfAnswer(answer), with: answer) {
                Counter(label: "questions_late_answers_total", dimensions: [("topic", Answer.topic.name)]).increment()
                logger.debug("dropped an answer that nobody waits for")
            }
        } catch {
            logger.warning(
                "cannot read an answer",
                metadata: [
                    "topic": "\(record.topic)", "partition": "\(record.partition)", "offset": "\(record.offset)",
                    "error": "\(safeDescription(of: error))",
                ])
        }
    }
}

/// Not every question was answered in time. What the missing answers would have been is unknown.
package struct QuestionTimedOut<Answer: Event>: InfrastructureFailure {
    package let answered: [UUID: Answer]
    package let missing: Set<UUID>

    /// - Parameter ids: the ids of all questions; those with an answer are removed.
    package init(answered: [UUID: Answer], missing ids: Set<UUID>) {
        self.answered = answered
        self.missing = ids.subtracting(answered.keys)
    }
}
