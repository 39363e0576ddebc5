package import Vocabulary

/// What a requester claims about a person.
package struct Claim: Hashable, Sendable {
    package let trn: TRN
    /// The same claim under each of the lookup keys that are in use.
    package let digests: [Person.Digests]

    package init(trn: TRN, digests: [Person.Digests]) {
        self.trn = trn
        self.digests = digests
    }
}

/// What a lookup found.
package enum LookupAnswer: Hashable, Sendable {
    case unknown
    case notMatched
    /// The person is known only under a key for which the claim has no digests.
    case notComparable
    case deactivated
    case merged(into: TRN)
    case found(Person.Facts, by: Proof, bar: Bar?)

    package enum Proof: Hashable, Sendable {
        case dateOfBirth
        case nationalInsuranceNumber
    }

    /// The reason why a matched person may not be registered.
    package enum Bar: Hashable, Sendable {
        case inductionPassed
        case inductionExempt
        case inductionFailed
        case prohibited
    }
}

/// Answers a claim about the person who has its number. The checks are in the order in which problems are reported to a
/// school.
///
/// - Records out of use are disclosed to everybody, because TRS itself discloses them by number alone.
/// - The contents of a record are disclosed only to a requester who proves that they know the person: by date of birth,
///   otherwise by national insurance number.
package func answering(_ claim: Claim, about person: Person?, today: CalendarDate) -> LookupAnswer {
    guard let person else { return .unknown }
    switch person.standing {
    case .notFound: return .unknown
    case .deactivated: return .deactivated
    case .merged(let retained): return .merged(into: retained)
    case .active: break
    }
    guard let facts = person.facts else { return .unknown }
    let claimed = claim.digests.filter { !$0.isEmpty }
    let comparable = claimed.filter { $0.isComparable(with: person.digests) }
    guard let proof = comparable.lazy.compactMap({ proof(of: $0, against: person.digests) }).first else {
        let isUndecided = comparable.isEmpty && !claimed.isEmpty && !person.digests.isEmpty
        return isUndecided ? .notComparable : .notMatched
    }
    return .found(facts, by: proof, bar: bar(in: facts, today: today))
}

private func proof(of claimed: Person.Digests, against known: Person.Digests) -> LookupAnswer.Proof? {
    if let claimed = claimed.dateOfBirth, claimed == known.dateOfBirth { return .dateOfBirth }
    if let claimed = claimed.nationalInsuranceNumber, claimed == known.nationalInsuranceNumber {
        return .nationalInsuranceNumber
    }
    return nil
}

/// Returns the first bar that applies: passed, exempt, failed, prohibited. Failing in Wales bars nobody in England.
private func bar(in facts: Person.Facts, today: CalendarDate) -> LookupAnswer.Bar? {
    switch facts.induction.status {
    case .passed: return .inductionPassed
    case .exempt: return .inductionExempt
    case .failed: return .inductionFailed
    case .none, .requiredToComplete, .inProgress, .failedInWales, .other: break
    }
    return facts.prohibition?.isInForce(on: today) == true ? .prohibited : nil
}
