package import Foundation
package import Vocabulary

/// The answer to one lookup.
///
/// It contains facts only if the person matched.
package struct LookupAnswered: Event, Hashable {
    package static let type: EventType = "identity.lookup.answered"
    package static let topic = Topic.lookupReply

    package var requestID: UUID
    package var replyTo: UUID
    package var trn: TRN
    package var result: OpenWord<Result>
    package var matchedBy: OpenWord<MatchedBy>?
    package var teacher: TeacherFacts?
    package var mergedInto: TRN?

    package var key: String { requestID.lowercase }

    package init(
        requestID: UUID,
        replyTo: UUID,
        trn: TRN,
        result: Result,
        matchedBy: MatchedBy? = nil,
        teacher: TeacherFacts? = nil,
        mergedInto: TRN? = nil
    ) {
        self.requestID = requestID
        self.replyTo = replyTo
        self.trn = trn
        self.result = .known(result)
        self.matchedBy = matchedBy.map { .known($0) }
        self.teacher = teacher
        self.mergedInto = mergedInto
    }
}

extension LookupAnswered {
    /// What a lookup found.
    ///
    /// A bar to registration is reported only to askers who have proved that they know the person.
    package enum Result: String, Hashable, Codable, Sendable, CaseIterable {
        case matched
        case notMatched = "not-matched"
        /// The person is known under a lookup key that the question has no digests of, so nobody can say whether they
        /// match.
        case notComparable = "not-comparable"
        case unknown
        case deactivated
        case merged
        case prohibited
        case inductionPassed = "induction-passed"
        case inductionFailed = "induction-failed"
        case inductionExempt = "induction-exempt"
    }

    package enum MatchedBy: String, Hashable, Codable, Sendable, CaseIterable {
        case dateOfBirth = "date-of-birth"
        case nationalInsuranceNumber = "national-insurance-number"
    }
}
