/// What came of several requests that were made at about the same time, as far as it says something about the next one.
package struct Answers: Sendable {
    /// Whether Notify works for us, so that an obstacle of before is gone.
    package private(set) var hasAccepted = false
    private var certain: SendingOutcome?
    private var likely: SendingOutcome?

    package init() {}

    package mutating func add(_ outcome: SendingOutcome) {
        switch outcome {
        case .accepted: hasAccepted = true
        case .busy, .quotaSpent, .forbidden, .unreachable: certain = certain ?? outcome
        case .misconfigured: likely = likely ?? outcome
        case .refused, .uncertain, .notTried: break
        }
    }

    /// How the next request would end as well, whatever the e-mail.
    ///
    /// Notify has one answer for a template that it does not know and for an e-mail that it does not like. Where it took
    /// another one at the same time, it was about that e-mail only, which must not keep all others waiting.
    package var obstacle: SendingOutcome? {
        certain ?? (hasAccepted ? nil : likely)
    }
}
