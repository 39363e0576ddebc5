package import Foundation

/// When to retry, and when to give up. Durations are in seconds.
package struct RetryPolicy: Sendable {
    /// The first wait after a request that was not acted upon. Each further wait is twice as long. An e-mail waits for
    /// ``longestWait`` at most if it may be to blame itself, and otherwise for ``longestPause``.
    package var firstWait: TimeInterval = 5
    package var longestWait: TimeInterval = 15 * 60
    /// The longest pause for all e-mails while Notify accepts none. It is short because nobody should have to wait for
    /// long once Notify is back, its minute is over, or a setting is fixed; and a rejection may concern only one of them.
    package var longestPause: TimeInterval = 60
    /// How long Notify may take to show an e-mail that it accepted. An uncertain e-mail is looked up after this time.
    package var lookupWait: TimeInterval = 10 * 60
    /// How long look-ups pause after one without an answer, because the others would have none either.
    package var pauseOfLookups: TimeInterval { min(lookupWait, 60) }
    /// The number of look-ups in a row without finding an e-mail after which it is sent again.
    package var absencesBeforeResending = 2
    /// How long the service tries to hand over an e-mail before it gives up.
    package var longestTrying: TimeInterval = 72 * 3_600
    /// The first check on an accepted e-mail, because Notify does not report some failures. Further checks are daily,
    /// for at least four days. The limit counts from the entry in the ledger, where an e-mail may have waited for
    /// ``longestTrying``; Notify forgets after a week.
    package var firstDeliveryCheck: TimeInterval = 5 * 3_600
    package var longestDeliveryCheck: TimeInterval = 7 * 86_400
    /// The wait after a full mailbox or a server that is unavailable for a long time: the e-mail is sent once more, a
    /// day later.
    package var waitAfterTemporaryFailure: TimeInterval = 86_400
    package var mostResendsAfterTemporaryFailure = 1
    /// The wait after a technical failure. Notify has already tried for four hours by then.
    package var waitAfterTechnicalFailure: TimeInterval = 15 * 60
    package var mostResendsAfterTechnicalFailure = 3

    package init() {}

    /// - Parameters:
    ///   - attempt: The number of the attempt, from 1.
    ///   - jitter: A number from 0 to 1, so that e-mails do not come back in step.
    func wait(afterAttempt attempt: Int, jitter: Double) -> TimeInterval {
        let doublings = Double(min(max(attempt, 1) - 1, 16))
        let ceiling = min(firstWait * pow(2, doublings), longestWait)
        return ceiling * (0.5 + jitter / 2)
    }

    /// Returns how long nothing is sent while Notify accepts no e-mail.
    ///
    /// - Parameter number: The number of the pause among pauses in a row, from 1.
    package func pause(number: Int, jitter: Double) -> TimeInterval {
        min(wait(afterAttempt: number, jitter: jitter), longestPause)
    }

    /// Returns when the next daily quota begins. Notify counts days in UTC. The result is up to five minutes after
    /// midnight, because all other senders begin then as well.
    func nextQuota(after now: Date, jitter: Double) -> Date {
        let day: TimeInterval = 86_400
        let midnight = ((now.timeIntervalSince1970 / day).rounded(.down) + 1) * day
        return Date(timeIntervalSince1970: midnight + 10 + 290 * jitter)
    }
}
