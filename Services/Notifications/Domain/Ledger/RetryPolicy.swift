package import Foundation

/// When to try again, and when to give up. Durations are in seconds.
package struct RetryPolicy: Sendable {
    /// The first wait after a request that was not acted upon; each further one is twice as long.
    package var firstWait: TimeInterval = 5
    package var longestWait: TimeInterval = 15 * 60
    /// How long all e-mails wait at most while Notify refuses what it is asked for: it may be about one of them only, and
    /// once a setting is mended nobody should have to wait for long.
    package var longestPauseForSettings: TimeInterval = 60
    /// How long Notify may take to show what it took. An uncertain e-mail is looked for after this.
    package var lookupWait: TimeInterval = 10 * 60
    /// How long nothing is looked for after a look-up without an answer: the others would have none either.
    package var pauseOfLookups: TimeInterval { min(lookupWait, 60) }
    /// After so many look-ups in vain the e-mail is sent again.
    package var absencesBeforeResending = 2
    /// An e-mail that could not be handed over for this long is given up.
    package var longestTrying: TimeInterval = 72 * 3_600
    /// Notify tells nobody of some failures: an accepted e-mail is looked at after this, and then daily, for four days at
    /// least. It counts from the ledger, where it may have waited for ``longestTrying``; Notify forgets after a week.
    package var firstDeliveryCheck: TimeInterval = 5 * 3_600
    package var longestDeliveryCheck: TimeInterval = 7 * 86_400
    /// A full mailbox or a server that is away for long: the e-mail is sent once more, a day later.
    package var waitAfterTemporaryFailure: TimeInterval = 86_400
    package var mostResendsAfterTemporaryFailure = 1
    /// Notify has tried for four hours by then.
    package var waitAfterTechnicalFailure: TimeInterval = 15 * 60
    package var mostResendsAfterTechnicalFailure = 3

    package init() {}

    /// - Parameters:
    ///   - attempt: counts from 1.
    ///   - jitter: from 0 to 1, so that e-mails do not come back in step.
    func wait(afterAttempt attempt: Int, jitter: Double) -> TimeInterval {
        let doublings = Double(min(max(attempt, 1) - 1, 16))
        let ceiling = min(firstWait * pow(2, doublings), longestWait)
        return ceiling * (0.5 + jitter / 2)
    }

    /// How long nothing is sent while Notify refuses what it is asked for.
    ///
    /// - Parameter number: of pauses in a row, from 1.
    package func pauseForSettings(number: Int, jitter: Double) -> TimeInterval {
        min(wait(afterAttempt: number, jitter: jitter), longestPauseForSettings)
    }

    /// Notify counts days in UTC. Up to five minutes later, as everybody else begins then as well.
    func nextQuota(after now: Date, jitter: Double) -> Date {
        let day: TimeInterval = 86_400
        let midnight = ((now.timeIntervalSince1970 / day).rounded(.down) + 1) * day
        return Date(timeIntervalSince1970: midnight + 10 + 290 * jitter)
    }
}
