package import Foundation

/// An e-mail that is sent because an earlier one for the same cause did not arrive.
package struct NextRound: Hashable, Sendable {
    package let number: Int
    package let dueAt: Date

    package init(number: Int, dueAt: Date) {
        self.number = number
        self.dueAt = dueAt
    }
}

/// Sends again what may arrive the next time, without anybody asking, and nothing that may have arrived.
///
/// - Parameter rounds: every e-mail for the cause so far.
/// - Returns: nil where it is left as it is, or to an operator.
package func sendingAgain(after rounds: [Round], at now: Date, policy: RetryPolicy) -> NextRound? {
    let states = Set(rounds.map(\.state))
    guard let last = rounds.max(by: { $0.number < $1.number }), states.isSubset(of: [.failed, .withheld]),
        !rounds.contains(where: \.isForgotten)
    else { return nil }
    let wait: TimeInterval
    switch last.failure {
    case .temporaryFailure:
        guard count(of: .temporaryFailure, in: rounds) <= policy.mostResendsAfterTemporaryFailure else { return nil }
        wait = policy.waitAfterTemporaryFailure
    case .technicalFailure:
        guard count(of: .technicalFailure, in: rounds) <= policy.mostResendsAfterTechnicalFailure else { return nil }
        wait = policy.waitAfterTechnicalFailure
    // It bounced, was refused as it is, was tried for three days already, or nobody can say what happened to it.
    case .permanentFailure, .validation, .badRequest, .expired, .unspecifiedFailure, nil: return nil
    }
    return NextRound(number: last.number + 1, dueAt: now.addingTimeInterval(wait))
}

private func count(of failure: FailureReason, in rounds: [Round]) -> Int {
    rounds.count { $0.failure == failure }
}

/// What an operator's wish to send an e-mail again came to.
package enum SendingOnRequest: Hashable, Sendable {
    case sent(NextRound)
    case refused(SendingRefusal)
}

/// Why an e-mail is not sent again though an operator asked for it.
package enum SendingRefusal: Hashable, Sendable, CaseIterable {
    case underWay
    case accepted
    case delivered
    case bounced
    case withheld
    /// Nobody knows any more whom it was for.
    case forgotten
    /// What has happened since makes the letter untrue.
    case overtaken
}

/// Sends again what an operator asks for: what failed, what was held back as a replay, and what GOV.UK Notify took and
/// was asked about in vain for as long as it may know. Never while an earlier e-mail for the cause may still arrive,
/// nor what would not be true any more.
///
/// - Parameters:
///   - reason: why the letter would be withheld now, as ``Circumstances`` tell.
///   - despiteBounce: the operator knows that the address has come to work since.
package func sendingOnRequest(
    after rounds: [Round], overtakenBy reason: WithholdingReason?, despiteBounce: Bool, at now: Date
) -> SendingOnRequest {
    guard let last = rounds.max(by: { $0.number < $1.number }) else { return .refused(.underWay) }
    let states = Set(rounds.map(\.state))
    if states.contains(.delivered) { return .refused(.delivered) }
    if rounds.contains(where: \.isWithNotify) { return .refused(.accepted) }
    if !states.isDisjoint(with: [.planned, .sending, .uncertain]) { return .refused(.underWay) }
    if last.state == .withheld, last.reason != WithholdingReason.replay.rawValue { return .refused(.withheld) }
    if rounds.contains(where: \.isForgotten) { return .refused(.forgotten) }
    guard reason == nil else { return .refused(.overtaken) }
    if last.failure == .permanentFailure, !despiteBounce { return .refused(.bounced) }
    return .sent(NextRound(number: last.number + 1, dueAt: now))
}
