import Events
import IdentityDomain
import Vocabulary

extension LookupAnswered {
    init(_ answer: LookupAnswer, to request: LookupRequested) {
        switch answer {
        case .unknown: self.init(request, .unknown)
        case .notMatched: self.init(request, .notMatched)
        case .notComparable: self.init(request, .notComparable)
        case .deactivated: self.init(request, .deactivated)
        case .merged(let retained):
            self.init(request, .merged)
            mergedInto = retained
        case .found(let facts, let proof, let bar):
            self.init(request, Result(bar))
            matchedBy = .known(MatchedBy(proof))
            teacher = TeacherFacts(facts)
        }
    }

    private init(_ request: LookupRequested, _ result: Result) {
        self.init(requestID: request.requestID, replyTo: request.replyTo, trn: request.trn, result: result)
    }
}

extension LookupAnswered.Result {
    fileprivate init(_ bar: LookupAnswer.Bar?) {
        self =
            switch bar {
            case nil: .matched
            case .inductionPassed: .inductionPassed
            case .inductionExempt: .inductionExempt
            case .inductionFailed: .inductionFailed
            case .prohibited: .prohibited
            }
    }
}

extension LookupAnswered.MatchedBy {
    fileprivate init(_ proof: LookupAnswer.Proof) {
        self =
            switch proof {
            case .dateOfBirth: .dateOfBirth
            case .nationalInsuranceNumber: .nationalInsuranceNumber
            }
    }
}
