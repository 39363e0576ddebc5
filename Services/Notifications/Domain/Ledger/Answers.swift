/// The outcomes of several requests that were made at about the same time, as far as they predict the next one.
package struct Answers: Sendable {
    /// Whether Notify accepted a request, so that an earlier obstacle is gone.
    package private(set) var hasAccepted = false
    private var certain: SendingOutcome?
    private var likely: SendingOutcome?

    package init() {}

    package mutating func add(_ outcome: SendingOutcome) {
        switch outcome {
        case .accepted: hasAccepted = true
        case .busy, .quotaSpent, .forbidden, .unreachable: certain = certain ?? outcome
        case .misconfigured: if likely == nil || likely == .uncertain { likely = outcome }
        case .uncertain: likely = likely ?? outcome
        case .refused, .notTried: break
        }
    }

    /// The outcome that the next request would have as well, regardless of the e-mail.
    ///
    /// Notify gives the same answer for a template that it does not know and for an e-mail that it rejects. If it
    /// accepted another e-mail at the same time, the answer was only about that one e-mail, which must not block all
    /// others. Nor does one lost answer among others; but if all are lost, every further request would only add to those
    /// whose outcome nobody knows.
    package var obstacle: SendingOutcome? {
        certain ?? (hasAccepted ? nil : likely)
    }
}
