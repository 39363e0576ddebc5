import Events
import Foundation
import IdentityProof
import Messaging
import Synchronization
import Vocabulary

/// A fake of the identity service as registration sees it: it compares digests and nothing else.
final class FakeIdentity: Sendable {
    private struct State {
        var people: [TRN: Person] = [:]
        var asked: [[LookupRequested]] = []
        var causes: [UUID: EventMetadata] = [:]
        var waited: [Duration] = []
        var silences = 0
        var passedOver: Set<TRN> = []
    }

    private let key: LookupKey
    private let state = Mutex(State())

    init(key: LookupKey) {
        self.key = key
    }

    /// Every round of questions so far.
    var asked: [[LookupRequested]] { state.withLock(\.asked) }

    /// What led to each question, by its id.
    var causes: [UUID: EventMetadata] { state.withLock(\.causes) }

    /// The time that each round was prepared to wait.
    var waited: [Duration] { state.withLock(\.waited) }

    func know(_ people: [Person]) {
        state.withLock { state in
            for person in people { state.people[person.trn] = person }
        }
    }

    /// Gives no answer to the next rounds of questions.
    func beSilent(times: Int) {
        state.withLock { $0.silences = times }
    }

    /// Answers no question about this teacher any more, and goes on answering the others.
    func passOver(_ trn: TRN, _ isPassedOver: Bool = true) {
        state.withLock { state in
            if isPassedOver { state.passedOver.insert(trn) } else { state.passedOver.remove(trn) }
        }
    }

    func answer(
        _ questions: [LookupRequested], causedBy causes: [UUID: EventMetadata], within patience: Duration
    ) throws -> Answered<LookupAnswered> {
        let (people, passedOver) = try state.withLock { state throws(QuestionTimedOut<LookupAnswered>) in
            state.asked.append(questions)
            state.causes.merge(causes) { $1 }
            state.waited.append(patience)
            if state.silences > 0 {
                state.silences -= 1
                throw QuestionTimedOut(answered: [:], missing: Set(questions.map(\.requestID)))
            }
            return (state.people, state.passedOver)
        }
        let unanswered = questions.filter { passedOver.contains($0.trn) }.map(\.requestID)
        let answers = try questions.filter { !passedOver.contains($0.trn) }.map { question in
            var answer = LookupAnswered(
                requestID: question.requestID, replyTo: question.replyTo, trn: question.trn,
                result: try result(of: question, people[question.trn]),
                teacher: people[question.trn].flatMap { $0.isWithoutFacts ? nil : TeacherFacts($0) })
            if let word = people[question.trn]?.wordOfTomorrow { answer.result = OpenWord(rawValue: word) }
            return answer
        }
        return Answered(
            answers: Dictionary(answers.map { ($0.requestID, $0) }, uniquingKeysWith: { $1 }), slowest: .zero,
            unanswered: Set(unanswered))
    }

    private func result(of question: LookupRequested, _ person: Person?) throws -> LookupAnswered.Result {
        guard let person else { return .unknown }
        let date = CalendarDate(iso: person.dateOfBirth).map { key.digest(dateOfBirth: $0, of: person.trn) }
        let number = try person.nationalInsuranceNumber.map {
            key.digest(nationalInsuranceNumber: try NationalInsuranceNumber(parsing: $0), of: person.trn)
        }
        let isDate = question.dateOfBirthDigest != nil && question.dateOfBirthDigest == date
        let isNumber =
            question.nationalInsuranceNumberDigest != nil && question.nationalInsuranceNumberDigest == number
        guard isDate || isNumber else { return .notMatched }
        return person.bar ?? .matched
    }
}

extension TeacherFacts {
    fileprivate init(_ person: Person) {
        self.init(
            firstName: Personal(person.first), lastName: Personal(person.last),
            induction: InductionRecord(status: .requiredToComplete, startedOn: nil), prohibition: person.prohibition)
    }
}
