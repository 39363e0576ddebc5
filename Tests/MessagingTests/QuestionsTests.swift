import Events
import Foundation
import Metrics
import Observability
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Messaging

@Suite("Questions to another service", .timeLimit(.minutes(5)))
struct QuestionsTests {
    @Test func `are answered together, each by its own answer`() async throws {
        try await Riddling.during(answering: { [Solution(of: $0)] }) { riddling in
            let (first, second) = (riddling.riddle("first"), riddling.riddle("second"))

            let solutions = try await riddling.ask(first, second)

            #expect(solutions == [first.id: Solution(of: first), second.id: Solution(of: second)])
            #expect(try await riddling.questions.ask([]).answers.isEmpty)
        }
    }

    @Test func `without an answer in time are unknown, which is nobody's fault`() async throws {
        try await Riddling.during(answering: { $0.text == "hard" ? [] : [Solution(of: $0)] }) { riddling in
            _ = try await riddling.ask(riddling.riddle("so that everybody listens"))
            let (easy, hard) = (riddling.riddle("easy"), riddling.riddle("hard"))

            let error = await #expect(throws: QuestionTimedOut<Solution>.self) {
                _ = try await riddling.ask(easy, hard, within: .seconds(1))
            }

            #expect(error?.answered == [easy.id: Solution(of: easy)])
            #expect(error?.missing == [hard.id])
            #expect(error.map(FailureClass.init) == .infrastructure)
        }
    }

    @Test func `without an answer in time are asked again for the event, which is not parked`() async throws {
        try await withMessaging { database, delivery in
            let asked = Tally()
            let answering: @Sendable (Riddle) -> [Solution] = { riddle in
                asked.add()
                return asked.count == 1 ? [] : [Solution(of: riddle)]
            }
            try await Riddling.during(answering: answering) { riddling in
                let id = UUID()
                var subscription = Subscription("asks")
                subscription.on(
                    SetInductionTutor.self,
                    preparing: { received in
                        let riddle = riddling.riddle(received.first?.event.commandID ?? "", id: id)
                        return try await riddling.ask(riddle, within: .milliseconds(asked.count == 0 ? 700 : 15_000))
                    },
                    performAll: { received, solutions, transaction in
                        for one in received {
                            try await write(solutions.values.map(\.text).joined(), of: one.key, in: transaction)
                        }
                    })

                try await delivery.deliver([tutor("a", urn: "100000")], to: subscription)
            }

            #expect(try await written(in: database) == ["100000": "solution of a"])
            #expect(try await delivery.parked().isEmpty)
        }
    }

    @Test func `are not asked again where the answer came after they were given up`() async throws {
        let asked = Tally()
        let answering: @Sendable (Riddle) -> [Solution] = { riddle in
            guard riddle.text == "slow" else { return [Solution(of: riddle)] }
            asked.add()
            return []
        }
        try await Riddling.during(answering: answering) { riddling in
            _ = try await riddling.ask(riddling.riddle("so that everybody listens"))
            let slow = riddling.riddle("slow")
            await #expect(throws: QuestionTimedOut<Solution>.self) {
                _ = try await riddling.ask(slow, within: .seconds(2))
            }
            try await riddling.send(Solution(of: slow))
            _ = try await riddling.ask(riddling.riddle("whose answer stands behind the late one"))

            #expect(try await riddling.ask(slow) == [slow.id: Solution(of: slow)])
            #expect(asked.count == 1)
        }
    }

    @Test func `are not answered by an answer to another process`() async throws {
        let answering: @Sendable (Riddle) -> [Solution] = { riddle in
            [Solution(of: riddle, replyTo: UUID(), text: "for somebody else"), Solution(of: riddle)]
        }
        try await Riddling.during(answering: answering) { riddling async throws in
            let riddle = riddling.riddle("whose")

            #expect(try await riddling.ask(riddle) == [riddle.id: Solution(of: riddle)])
        }
    }

    @Test func `count and drop answers that come late or twice, and only those to this process`() async throws {
        let registry = PrometheusRegistry()
        try await withMetricsFactory(registry) {
            try await Riddling.during(answering: { [Solution(of: $0), Solution(of: $0, text: "twice")] }) { riddling in
                func dropped() -> Int {
                    let line = registry.text().split(separator: "\n").first {
                        $0.hasPrefix("questions_late_answers_total{topic=\"\(Solution.topic.name)\"}")
                    }
                    return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) } ?? 0
                }
                let first = riddling.riddle("first")
                #expect(try await riddling.ask(first) == [first.id: Solution(of: first)])
                try await eventually("the second answer is dropped") { dropped() == 1 }

                let forgotten = riddling.riddle("forgotten")
                try await riddling.send(Solution(of: forgotten, replyTo: UUID()), Solution(of: forgotten))
                try await eventually("the late answer is dropped") { dropped() == 2 }

                let last = riddling.riddle("last")
                #expect(try await riddling.ask(last) == [last.id: Solution(of: last)])
                try await eventually("its second answer is dropped") { dropped() == 3 }
            }
        }
    }

    @Test func `keep their deadline while no broker takes them, and do not pile up`() async throws {
        let asked = Tally()
        let answering: @Sendable (Riddle) -> [Solution] = { riddle in
            asked.add()
            return [Solution(of: riddle)]
        }
        try await withProxy(to: TestBroker.servers) { proxy in
            proxy.shut()
            try await Riddling.during(answering: answering, questionsSentTo: proxy.address) { riddling async throws in
                let began = ContinuousClock.now
                for deadline in [.seconds(1)] + Array(repeating: Duration.milliseconds(50), count: 20) {
                    await #expect(throws: QuestionTimedOut<Solution>.self) {
                        _ = try await riddling.ask(riddling.riddle("unsent"), within: deadline)
                    }
                }
                #expect(began.duration(to: .now) < .seconds(10))

                proxy.open()
                let last = riddling.riddle("last")
                #expect(try await riddling.ask(last) == [last.id: Solution(of: last)])
                #expect(asked.count <= 9)
            }
        }
    }
}
