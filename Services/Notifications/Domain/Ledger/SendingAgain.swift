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

/// Returns the e-mail to send by rule after a failure. It resends what may arrive the next time, and nothing that may
/// already have arrived.
///
/// - Parameter rounds: All e-mails for the cause so far.
/// - Returns: Nil if nothing more is sent, or only an operator may send it again.
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
    // It bounced, was rejected as it is, was tried for three days already, or what happened to it is unknown.
    case .permanentFailure, .validation, .badRequest, .expired, .unspecifiedFailure, nil: return nil
    }
    return NextRound(number: last.number + 1, dueAt: now.addingTimeInterval(wait))
}

private func count(of failure: FailureReason, in rounds: [Round]) -> Int {
    rounds.count { $0.failure == failure }
}

/// The outcome of an operator's request to send an e-mail again.
package enum SendingOnRequest: Hashable, Sendable {
    case sent(NextRound)
    case refused(SendingRefusal)
}

/// The reason why an e-mail is not sent again although an operator asked for it.
package enum SendingRefusal: Hashable, Sendable, CaseIterable {
    case underWay
    case accepted
    case delivered
    case bounced
    case withheld
    /// Its recipient is forgotten.
    case forgotten
    /// Events since then make the letter untrue.
    case overtaken
    /// It may be sent once the school is open.
    case schoolNotOpen
}

/// Returns the e-mail to send at an operator's request, or why it is refused.
///
/// An operator may send again an e-mail that:
///
/// - failed,
/// - was withheld as a replay, or while the school was not open, or
/// - was accepted by GOV.UK Notify, which did not report what happened to it for as long as it may know.
///
/// Nothing is sent while an earlier e-mail for the cause may still arrive, nor a letter that is not true any more.
///
/// - Parameters:
///   - reason: Why the letter would be withheld now, as ``Circumstances`` determine.
///   - despiteBounce: Whether the operator knows that the address works by now.
package func sendingOnRequest(
    after rounds: [Round], overtakenBy reason: WithholdingReason?, despiteBounce: Bool, at now: Date
) -> SendingOnRequest {
    guard let last = rounds.max(by: { $0.number < $1.number }) else { return .refused(.underWay) }
    let states = Set(rounds.map(\.state))
    if states.contains(.delivered) { return .refused(.delivered) }
    if rounds.contains(where: \.isWithNotify) { return .refused(.accepted) }
    if !states.isDisjoint(with: [.planned, .sending, .uncertain]) { return .refused(.underWay) }
    if last.state == .withheld, !last.mayBeReleased { return .refused(.withheld) }
    if rounds.contains(where: \.isForgotten) { return .refused(.forgotten) }
    guard reason == nil else { return .refused(reason == .schoolNotOpen ? .schoolNotOpen : .overtaken) }
    if last.failure == .permanentFailure, !despiteBounce { return .refused(.bounced) }
    return .sent(NextRound(number: last.number + 1, dueAt: now))
}

extension Round {
    /// Whether the e-mail was withheld for a reason that may pass: an operator knows that a replay is news after all, and
    /// a school that had closed may open again.
    fileprivate var mayBeReleased: Bool {
        switch reason.flatMap(WithholdingReason.init(rawValue:)) {
        case .replay, .schoolNotOpen: true
        case .noAddress, .superseded, .left, .arrived, nil: false
        }
    }
}
