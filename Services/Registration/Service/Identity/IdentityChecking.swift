import Events
import Foundation
import IdentityProof
import Messaging
import RegistrationDomain
import Vocabulary

/// Asks identity who teachers are, with one round of questions for a whole batch of commands, before any transaction.
struct IdentityChecking: Sendable {
    let opener: ProofOpener
    let keys: LookupKeys
    let ask: @Sendable ([LookupRequested], [UUID: EventMetadata], Duration) async throws -> Answered<LookupAnswered>
    let replyTo: UUID
    let now: @Sendable () -> Date

    /// How long a batch of commands waits for identity before it is retried.
    let patience = AnswerPatience()

    typealias Checks = [Key: Result<IdentityCheck, any Error>]

    /// Identifies a command together with its body, because two bodies may arrive under one id.
    struct Key: Hashable, Sendable {
        let commandID: String
        let body: [UInt8]

        init(_ received: Received<RegisterECT>) {
            commandID = received.event.commandID
            body = received.body
        }

        /// Returns the id under which this process asks about the command. It is the same each time, so that an answer
        /// that arrives after its round counts in the next round.
        func requestID(from process: UUID) -> UUID {
            UUID(version5Namespace: process, name: Array(commandID.utf8) + [0] + body)
        }
    }

    /// Returns the check of each command. A single check fails if identity answers with an unknown word, cannot
    /// compare, or answers later questions and not this one, because refusing the command for that could be wrong.
    ///
    /// - Throws: `QuestionTimedOut` if identity does not answer: the commands wait, and none of them is refused for it.
    func callAsFunction(_ commands: [Received<RegisterECT>]) async throws -> Checks {
        let moment = now()
        let today = CalendarDate.inLondon(at: moment)
        let patience = patience.duration
        let deadline = Instant(moment.addingTimeInterval(patience / .seconds(1)))
        var checks: Checks = [:]
        var questions: [UUID: Key] = [:]
        var requests: [LookupRequested] = []
        var causes: [UUID: EventMetadata] = [:]
        for command in commands {
            let key = Key(command)
            let id = key.requestID(from: replyTo)
            guard questions.updateValue(key, forKey: id) == nil else { continue }
            switch question(id, command.event, deadline: deadline, today: today) {
            case .notAsked(let reasons): checks[key] = .success(.notAsked(reasons))
            case .asked(let request):
                requests.append(request)
                causes[id] = command.metadata
            }
        }
        guard !requests.isEmpty else { return checks }
        let answered = try await answers(to: requests, causedBy: causes, within: patience)
        for (id, key) in questions where checks[key] == nil {
            checks[key] =
                if let answer = answered.answers[id] {
                    Result { try IdentityCheck(answer, on: today) }
                } else {
                    .failure(Self.unanswered)
                }
        }
        return checks
    }

    private func answers(
        to requests: [LookupRequested], causedBy causes: [UUID: EventMetadata], within allowed: Duration
    ) async throws -> Answered<LookupAnswered> {
        do {
            let answered = try await ask(requests, causes, allowed)
            patience.wasAnswered(after: answered.slowest)
            return answered
        } catch let error as QuestionTimedOut<LookupAnswered> {
            patience.ranOut(after: allowed)
            throw error
        }
    }

    private static let unanswered = Poison(
        """
        identity answers about other teachers and not about this one; look at its dead letters, and replay this no sooner \
        than five minutes later
        """)

    private enum Question {
        case notAsked([RefusalReason])
        case asked(LookupRequested)
    }

    private func question(
        _ id: UUID, _ command: RegisterECT, deadline: Instant, today: CalendarDate
    ) -> Question {
        guard let sealed = command.identityProof else { return .notAsked([.missing(.identityProof)]) }
        let claim: IdentityClaim
        do {
            let proof = try opener.open(SealedProof(sealed), commandID: command.commandID)
            claim = try IdentityClaim(
                dateOfBirth: proof.dateOfBirth, nationalInsuranceNumber: proof.nationalInsuranceNumber, today: today)
        } catch let problem as ProofProblem {
            return .notAsked([RefusalReason(problem)])
        } catch let problem as UnreadableClaim {
            return .notAsked(problem.reasons)
        } catch {
            return .notAsked([.proofUnreadable])
        }
        // The draft already has the reason why the number cannot be read.
        guard let trn = command.trn.flatMap({ try? TRN(parsing: $0) }) else { return .notAsked([]) }
        let digests = claim.digests(of: trn, under: keys.current)
        return .asked(
            LookupRequested(
                requestID: id, trn: trn, dateOfBirthDigest: digests.dateOfBirthDigest,
                nationalInsuranceNumberDigest: digests.nationalInsuranceNumberDigest, lookupKeyID: digests.lookupKeyID,
                underEarlierKeys: keys.earlier.isEmpty ? nil : keys.earlier.map { claim.digests(of: trn, under: $0) },
                replyTo: replyTo, deadline: deadline))
    }
}

extension IdentityClaim {
    fileprivate func digests(of trn: TRN, under key: LookupKey) -> KeyedDigests {
        KeyedDigests(
            lookupKeyID: key.id, dateOfBirthDigest: dateOfBirth.map { key.digest(dateOfBirth: $0.date, of: trn) },
            nationalInsuranceNumberDigest: nationalInsuranceNumber.map {
                key.digest(nationalInsuranceNumber: $0, of: trn)
            })
    }
}

extension RefusalReason {
    fileprivate init(_ problem: ProofProblem) {
        self =
            switch problem {
            case .unknownKey: .proofKeyUnknown
            case .malformed, .notOpened: .proofUnreadable
            case .noProof: .missing(.dateOfBirth)
            }
    }
}

extension SealedProof {
    fileprivate init(_ sealed: SealedIdentityProof) {
        self.init(
            keyID: sealed.keyID, encapsulatedKey: sealed.encapsulatedKey, ciphertext: sealed.ciphertext)
    }
}

extension TeacherName {
    init(_ facts: TeacherFacts) {
        self.init(first: facts.firstName.revealed, last: facts.lastName.revealed)
    }
}

extension IdentityCheck {
    /// - Throws: `UnknownWord`, or `Poison` if identity knows the person only under a lookup key that this service does
    ///   not have, or sends no name: the command is set aside until either side is corrected.
    init(_ answer: LookupAnswered, on today: CalendarDate) throws {
        self =
            switch try answer.result.understood(as: "result of the lookup") {
            case .matched:
                .proved(TeacherName(try answer.facts))
            case .notMatched: .refused(.notMatched)
            case .notComparable:
                throw Poison(
                    """
                    identity knows the teacher under a lookup key that is not in LOOKUP_KEY; add it there, or import the \
                    teacher again
                    """)
            case .unknown: .refused(.unknown)
            case .deactivated: .refused(.deactivated)
            case .merged: .refused(.merged)
            case .prohibited: .barred([.prohibited])
            case .inductionPassed: .barred([.inductionPassed] + answer.prohibition(on: today))
            case .inductionFailed: .barred([.inductionFailed] + answer.prohibition(on: today))
            case .inductionExempt: .barred([.inductionExempt] + answer.prohibition(on: today))
            }
    }
}

extension LookupAnswered {
    /// - Throws: `Poison` for a match that leaves no name to show. A refusal would be final, and for a false reason.
    fileprivate var facts: TeacherFacts {
        get throws(Poison) {
            guard let teacher else { throw Poison("identity has matched the teacher and sent no name") }
            return teacher
        }
    }

    /// Returns the prohibition, if one is in force. Identity reports only the first bar that applies; the facts reveal
    /// the other, so that a school learns of both.
    fileprivate func prohibition(on today: CalendarDate) -> [IdentityCheck.Bar] {
        teacher?.prohibition?.isInForce(on: today) == true ? [.prohibited] : []
    }
}
