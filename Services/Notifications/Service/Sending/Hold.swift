import Foundation
import Logging
import NotificationsDomain
import Synchronization

/// Holds all e-mails back while the answers of GOV.UK Notify apply to every one of them.
final class Hold: Sendable {
    private struct State {
        var until = Date.distantPast
        /// The number of pauses since an e-mail was last accepted.
        var pauses = 0
        /// Whether the last round ended without a single answer that says what became of its e-mails.
        var isAboutLostAnswers = false
    }

    private let state = Mutex(State())
    private let policy: RetryPolicy
    private let logger: Logger

    init(policy: RetryPolicy, logger: Logger) {
        self.policy = policy
        self.logger = logger
    }

    func isOver(at now: Date) -> Bool {
        state.withLock { $0.until <= now }
    }

    /// Begins a pause if the next request would end as these did. Pauses in a row become longer; an accepted e-mail ends
    /// the row.
    func learn(from steps: [(SendingOutcome, Change)], at now: Date) {
        var answers = Answers()
        for (outcome, _) in steps { answers.add(outcome) }
        if let obstacle = answers.obstacle {
            pause(because: obstacle, steps.filter { $0.0 == obstacle }.map(\.1), at: now)
        } else {
            tellOfOddOnes(steps)
        }
        guard answers.hasAccepted || answers.obstacle != nil else { return }
        SendingMetrics.show(held: answers.obstacle)
        state.withLock { state in
            if answers.hasAccepted { state.pauses = 0 }
            state.isAboutLostAnswers = answers.obstacle == .uncertain
        }
    }

    /// Ends a hold that was over lost answers, once nothing waits behind it: what became of their e-mails is found out by
    /// looking them up, and no further request may come to show that sending goes on.
    func nothingIsDue() {
        let hasEnded = state.withLock { state in
            defer { state.isAboutLostAnswers = false }
            return state.isAboutLostAnswers
        }
        if hasEnded { SendingMetrics.show(held: nil) }
    }

    private func pause(because obstacle: SendingOutcome, _ changes: [Change], at now: Date) {
        let (isNews, until) = state.withLock { state in
            let end = end(of: obstacle, changes, at: now, &state)
            defer { state.until = max(state.until, end) }
            return (state.until < end, end)
        }
        guard isNews, let example = changes.first else { return }
        let facts: Logger.Metadata = [
            "event": "email.held", "message.id": "\(example.id)",
            "retry_in_ms": "\(Int(until.timeIntervalSince(now) * 1_000))",
        ]
        logger.log(
            level: obstacle.needsSomebody ? .error : .warning, "E-mails are held back.",
            metadata: facts.merging(obstacle.facts) { fact, _ in fact })
    }

    private func end(
        of obstacle: SendingOutcome, _ changes: [Change], at now: Date, _ state: inout State
    ) -> Date {
        // E-mails that are given up have no due date, so they do not say when the next day begins.
        if obstacle == .quotaSpent, let nextDay = changes.compactMap(\.transition.dueAt).max() { return nextDay }
        state.pauses += 1
        return now.addingTimeInterval(policy.pause(number: state.pauses, jitter: .random(in: 0...1)))
    }

    /// Logs e-mails that Notify rejected while it accepted others: the rejection is about these e-mails alone.
    private func tellOfOddOnes(_ steps: [(SendingOutcome, Change)]) {
        for case (.misconfigured(let status), let change) in steps {
            logger.warning(
                "GOV.UK Notify refuses an e-mail while it takes others. It is tried again for three days.",
                metadata: ["event": "email.set_back", "message.id": "\(change.id)", "status": "\(status)"])
        }
    }
}
